// Package branches shows releases that stand in some branches of a function,
// or in all of them.
package branches

import (
	"context"
	"errors"
	"io"

	"github.com/quic-go/quic-go"
)

// IfOnly leaks: there is no else.
func IfOnly(conn *quic.Conn, msg []byte, half bool) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	s.Write(msg)
	if half {
		if err := s.Close(); err != nil {
			return err
		}
	}
	return nil
}

// IfAndElse is clean.
func IfAndElse(conn *quic.Conn, msg []byte, abort bool) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	s.Write(msg)
	if abort {
		s.CancelWrite(9)
	} else {
		s.Close()
	}
	return nil
}

// ElseReadsOnly leaks: the else branch ends the wrong half.
func ElseReadsOnly(conn *quic.Conn, msg []byte, abort bool) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	s.Write(msg)
	if abort {
		s.CancelWrite(9)
	} else {
		s.CancelRead(9)
	}
	return nil
}

// AfterJoin is clean: the branches meet before the Close.
func AfterJoin(conn *quic.Conn, head, body []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if len(body) == 0 {
		s.Write([]byte{0})
	} else {
		s.Write(head)
		s.Write(body)
	}
	return s.Close()
}

// Chain leaks: one of the four ways of the chain has no release.
func Chain(ctx context.Context, conn *quic.Conn, buf []byte) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	n, err := s.Read(buf)
	if n == 0 {
		return s.Close()
	} else if buf[0] == 'q' {
		s.CancelWrite(0)
	} else if errors.Is(err, io.EOF) {
		return nil
	} else {
		s.Write(buf[:n])
		s.Close()
	}
	return err
}

// WholeChain is clean: every way of the chain has a release.
func WholeChain(ctx context.Context, conn *quic.Conn, buf []byte) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	n, err := s.Read(buf)
	if n == 0 {
		return s.Close()
	} else if buf[0] == 'q' {
		s.CancelWrite(0)
	} else if errors.Is(err, io.EOF) {
		s.Close()
		return nil
	} else {
		s.Write(buf[:n])
		s.Close()
	}
	return err
}

// SwitchWithoutDefault leaks: an unknown command falls out of the switch.
func SwitchWithoutDefault(ctx context.Context, conn *quic.Conn, buf []byte) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, buf[:1]); err != nil {
		s.CancelWrite(1)
		return err
	}
	switch buf[0] {
	case 'e':
		io.Copy(s, s)
		s.Close()
	case 'd':
		s.Close()
	}
	return nil
}

// SwitchWithDefault is clean.
func SwitchWithDefault(ctx context.Context, conn *quic.Conn, buf []byte) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, buf[:1]); err != nil {
		s.CancelWrite(1)
		return err
	}
	switch buf[0] {
	case 'e':
		io.Copy(s, s)
		return s.Close()
	case 'd':
		return s.Close()
	default:
		s.CancelWrite(2)
	}
	return nil
}

// Fallthrough is clean: the first case falls into the one that closes.
func Fallthrough(conn *quic.Conn, kind int, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	switch kind {
	case 0:
		s.Write(msg)
		fallthrough
	case 1:
		return s.Close()
	default:
		s.CancelWrite(1)
		return nil
	}
}

// BreakOutOfCase leaks: the break leaves the switch before the Close.
func BreakOutOfCase(conn *quic.Conn, kind int, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	switch {
	case kind > 0:
		if len(msg) == 0 {
			break
		}
		s.Write(msg)
		s.Close()
	default:
		s.CancelWrite(1)
	}
	return nil
}

// ShortCircuit leaks: when ready is false, Close is not called.
func ShortCircuit(conn *quic.Conn, ready bool) bool {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return false
	}
	return ready && s.Close() == nil
}

// BothOperands is clean: Close comes first in the condition.
func BothOperands(conn *quic.Conn, ready bool) bool {
	s, err := conn.OpenStream()
	if err != nil {
		return false
	}
	return s.Close() == nil && ready
}

// Nested leaks: three deep, one way out has no release.
func Nested(conn *quic.Conn, a, b, c bool) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	if a {
		if b {
			if c {
				s.Close()
			}
		} else {
			s.Close()
		}
	} else {
		s.Close()
	}
}

// OpenedInBranch is clean: opened and closed within a branch.
func OpenedInBranch(conn *quic.Conn, msg []byte) error {
	if len(msg) > 0 {
		s, err := conn.OpenStream()
		if err != nil {
			return err
		}
		defer s.Close()
		if _, err := s.Write(msg); err != nil {
			return err
		}
	}
	return nil
}

// OpenedInEither leaks one of two: only the second branch's stream is closed.
func OpenedInEither(ctx context.Context, conn *quic.Conn, wait bool, msg []byte) error {
	if wait {
		s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
		if err != nil {
			return err
		}
		_, err = s.Write(msg)
		return err
	}
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(msg)
	return err
}

// PanicInBranch is clean: the branch without a Close panics.
func PanicInBranch(conn *quic.Conn, kind int) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	switch kind {
	case 1, 2:
		s.Close()
	default:
		panic("unknown kind")
	}
}

// ConnectionInBranch is clean: one branch closes the stream, the other its
// connection.
func ConnectionInBranch(conn *quic.Conn, fatal bool) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	if fatal {
		conn.CloseWithError(7, "fatal")
		return
	}
	s.Close()
}
