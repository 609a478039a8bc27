// Package typetests shows type tests: on the stream behind an interface, and
// on the error of a write, which may tell that the peer has cancelled.
package typetests

import (
	"errors"
	"io"
	"log"
	"os"
	"time"

	"github.com/quic-go/quic-go"
)

// IsCloser is clean: a stream is an io.Closer, whatever the variable's type.
func IsCloser(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var w io.Writer = s
	w.Write(msg)
	if c, ok := w.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// NotCloser leaks: the branch that would close is never taken.
func NotCloser(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	var w io.Writer = s
	w.Write(msg)
	if _, ok := w.(io.Closer); !ok {
		s.Close()
	}
	return nil
}

// Asserted is clean: an assertion that cannot fail.
func Asserted(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var rw io.ReadWriter = s
	defer rw.(io.Closer).Close()
	_, err = rw.Write(msg)
	return err
}

// closeAny closes v if it can be closed.
func closeAny(v any) {
	switch v := v.(type) {
	case io.Closer:
		v.Close()
	case nil:
	default:
		log.Printf("%T cannot be closed", v)
	}
}

// ClosedAsAny is clean: the helper finds the closer by a type switch.
func ClosedAsAny(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer closeAny(s)
	_, err = s.Write(msg)
	return err
}

// PeerCancelled is clean: after the peer's cancel error the half is over, and
// after any other it is cancelled.
func PeerCancelled(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		var reset *quic.StreamError
		if errors.As(err, &reset) {
			return nil
		}
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

// PeerCancelledAsserted is clean: the same by a type assertion.
func PeerCancelledAsserted(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	if _, ok := err.(*quic.StreamError); ok {
		return err
	}
	s.Close()
	return err
}

// PeerCancelledSwitch is clean: the same by a type switch.
func PeerCancelledSwitch(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	switch e := err.(type) {
	case nil:
		return s.Close()
	case *quic.StreamError:
		log.Printf("peer gave up with code %d", e.ErrorCode)
		return nil
	default:
		s.CancelWrite(1)
		return e
	}
}

// NotPeerCancelled leaks: it is the branch of the other errors that returns
// with an open half.
func NotPeerCancelled(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		var reset *quic.StreamError
		if !errors.As(err, &reset) {
			return err
		}
	}
	return s.Close()
}

// CancelFromRead leaks: the error came from Read, and tells of the other half.
func CancelFromRead(conn *quic.Conn, buf []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := s.Read(buf); err != nil {
		var reset *quic.StreamError
		if errors.As(err, &reset) {
			return nil
		}
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

// DeadlineIsNoCancel leaks: a missed deadline leaves the half open.
func DeadlineIsNoCancel(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	s.SetWriteDeadline(time.Now().Add(time.Second))
	if _, err := s.Write(msg); err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return nil
		}
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

// CancelOfOtherStream leaks: the cancel error came from a write to the other
// stream.
func CancelOfOtherStream(conn *quic.Conn, msg []byte) error {
	a, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	b, err := conn.OpenStream()
	if err != nil {
		a.CancelWrite(1)
		return err
	}
	defer b.Close()
	if _, err := b.Write(msg); err != nil {
		var reset *quic.StreamError
		if errors.As(err, &reset) {
			return nil
		}
	}
	return a.Close()
}
