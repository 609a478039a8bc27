// Package deadlines shows what it means that a read may fail because the time for
// it has run out: the half is open then. A comment says of each acquire what is
// known of its receive half.
package deadlines

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"github.com/quic-go/quic-go"
)

// None sets no deadline, so that a read that fails has seen the end.
func None(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // proven
	if err != nil {
		return err
	}
	defer s.Close()
	buf := make([]byte, 1024)
	for {
		if _, err := s.Read(buf); err != nil {
			return err
		}
	}
}

// Late does not look at what the read failed for.
func Late(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // trusted
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now().Add(time.Second))
	buf := make([]byte, 1024)
	for {
		if _, err := s.Read(buf); err != nil {
			return err
		}
	}
}

// Both sets the deadline for writing, too.
func Both(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // trusted
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetDeadline(time.Now().Add(time.Second))
	_, err = io.ReadAll(s)
	return err
}

// Writing has no deadline for reading.
func Writing(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // proven
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetWriteDeadline(time.Now().Add(time.Second))
	_, err = io.ReadAll(s)
	return err
}

// Lifted has a deadline for the header alone, behind which it cancels.
func Lifted(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // proven
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now().Add(time.Second))
	var n uint32
	if err := binary.Read(s, binary.BigEndian, &n); err != nil {
		s.CancelRead(1)
		return err
	}
	s.SetReadDeadline(time.Time{})
	_, err = io.ReadAll(s)
	return err
}

// Cancelled cancels whatever the read failed for.
func Cancelled(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // proven
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now().Add(time.Second))
	if _, err := io.ReadAll(s); err != nil {
		s.CancelRead(1)
		return err
	}
	return nil
}

// GivesUp looks for the deadline, and returns with the half open.
func GivesUp(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when GivesUp returns .*, after errors.Is.err, os.ErrDeadlineExceeded."
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now().Add(time.Second))
	_, err = io.ReadAll(s)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return errors.New("the peer is too slow")
	}
	return err
}

// GivesUpEarly reads once at most.
func GivesUpEarly(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when GivesUpEarly returns .*, after os.IsTimeout.err."
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now().Add(time.Second))
	for {
		if _, err := s.Read(make([]byte, 1024)); err != nil {
			if os.IsTimeout(err) {
				return err
			}
			break
		}
	}
	return nil
}

// Asserts asks the error itself.
func Asserts(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when Asserts returns .*, after slow.Timeout.."
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now().Add(time.Second))
	for {
		if _, err := s.Read(make([]byte, 1024)); err != nil {
			if slow, ok := err.(net.Error); ok && slow.Timeout() {
				return err
			}
			return nil
		}
	}
}

// As finds the error and asks it.
func As(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when As returns .*, after slow.Timeout.."
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now().Add(time.Second))
	_, err = io.ReadAll(s)
	var slow net.Error
	if errors.As(err, &slow) && slow.Timeout() {
		return err
	}
	return nil
}

// AsTimeout does so in one.
func AsTimeout(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // proven
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now().Add(time.Second))
	_, err = io.ReadAll(s)
	if slow, ok := errors.AsType[net.Error](err); ok && slow.Timeout() {
		s.CancelRead(1)
	}
	return err
}

// Asks leaves the question to a function.
func Asks(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when Asks returns .*, after tooLate.err."
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now().Add(time.Second))
	for {
		if _, err := s.Read(make([]byte, 1024)); tooLate(err) {
			return err
		} else if err != nil {
			return nil
		}
	}
}

func tooLate(err error) bool {
	var slow net.Error
	return errors.As(err, &slow) && slow.Timeout()
}

// Again sets a new deadline when one has passed, and reads on.
func Again(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // proven
	if err != nil {
		return err
	}
	defer s.Close()
	buf := make([]byte, 1024)
	for {
		s.SetReadDeadline(time.Now().Add(time.Second))
		_, err := s.Read(buf)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			continue
		}
		if err != nil {
			return err
		}
	}
}

// Between looks at something else between two reads, and leaves.
func Between(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when Between returns .*, after ctx.Err.. != nil"
	if err != nil {
		return err
	}
	defer s.Close()
	buf := make([]byte, 1024)
	for {
		s.SetReadDeadline(time.Now().Add(time.Second))
		_, err := s.Read(buf)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			continue
		}
		if err != nil {
			return err
		}
	}
}

// End returns without an error only at the end.
func End(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // proven
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now().Add(time.Second))
	buf := make([]byte, 1024)
	for {
		_, err := s.Read(buf)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			s.CancelRead(1)
			return err
		}
	}
}

// EndIs asks for the end in another way.
func EndIs(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // proven
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now().Add(time.Second))
	buf := make([]byte, 1024)
	for {
		_, err := s.Read(buf)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			s.CancelRead(1)
			return err
		}
	}
}

// Reset finds that the peer has reset the stream, which ends the half.
func Reset(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // proven
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now().Add(time.Second))
	_, err = io.ReadAll(s)
	if err == nil {
		return nil
	}
	var reset *quic.StreamError
	if errors.As(err, &reset) {
		return nil
	}
	s.CancelRead(1)
	return err
}

// Went succeeds to read after a deadline has passed: then more may come.
func Went(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when Went returns .*, after buf.0. == 0"
	if err != nil {
		return err
	}
	defer s.Close()
	buf := make([]byte, 1)
	for {
		s.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := s.Read(buf); err != nil {
			time.Sleep(time.Second)
			continue
		}
		if buf[0] == 0 {
			return nil
		}
	}
}

// Lines reads line by line until there are none, or it takes too long.
func Lines(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // trusted
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now().Add(time.Second))
	for lines := bufio.NewScanner(s); lines.Scan(); {
	}
	return nil
}

// Elsewhere leaves the deadline and the reading to functions.
func Elsewhere(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // trusted
	if err != nil {
		return err
	}
	defer s.Close()
	soon(s)
	return header(s)
}

func soon(s interface{ SetReadDeadline(time.Time) error }) {
	s.SetReadDeadline(time.Now().Add(time.Second))
}

func header(r io.Reader) error {
	for {
		if _, err := io.ReadFull(r, make([]byte, 8)); err != nil {
			return err
		}
	}
}

// Shutdown is a common way to make a read return.
func Shutdown(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // trusted
	if err != nil {
		return err
	}
	defer s.Close()
	stop := context.AfterFunc(ctx, func() { s.SetReadDeadline(time.Now()) })
	defer stop()
	_, err = io.Copy(io.Discard, s)
	return err
}

// wire is a wrapper that reads.
type wire struct{ s *quic.Stream }

func (w *wire) Read(b []byte) (int, error) {
	w.s.SetReadDeadline(time.Now().Add(time.Second))
	return w.s.Read(b)
}

// Wrapped sets the deadline in a wrapper.
func Wrapped(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // trusted
	if err != nil {
		return err
	}
	defer s.Close()
	w := &wire{s}
	for {
		if _, err := w.Read(make([]byte, 8)); err != nil {
			return err
		}
	}
}

// Dead closes the connection if the peer is too slow.
func Dead(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // proven
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now().Add(time.Second))
	if _, err := io.ReadAll(s); errors.Is(err, os.ErrDeadlineExceeded) {
		return conn.CloseWithError(1, "too slow")
	}
	return nil
}

// Handed leaves the stream to others when the peer is too slow.
func Handed(ctx context.Context, conn *quic.Conn, slow chan<- *quic.Stream) error {
	s, err := conn.AcceptStream(ctx) // trusted
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now().Add(time.Second))
	_, err = io.ReadAll(s)
	if err != nil {
		slow <- s
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return err
		}
	}
	return nil
}
