// Package recursion shows functions that call themselves with a stream, or for
// one.
package recursion

import (
	"context"
	"io"
	"time"

	"github.com/quic-go/quic-go"
)

// ClosedAtTheBottom is clean: the last call closes.
func ClosedAtTheBottom(conn *quic.Conn, parts [][]byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return writeAndClose(s, parts)
}

func writeAndClose(s *quic.Stream, parts [][]byte) error {
	if len(parts) == 0 {
		return s.Close()
	}
	if _, err := s.Write(parts[0]); err != nil {
		s.CancelWrite(1)
		return err
	}
	return writeAndClose(s, parts[1:])
}

// LeftAtTheBottom leaks: the last call only returns.
func LeftAtTheBottom(conn *quic.Conn, parts [][]byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return writeAll(s, parts)
}

func writeAll(s *quic.Stream, parts [][]byte) error {
	if len(parts) == 0 {
		return nil
	}
	if _, err := s.Write(parts[0]); err != nil {
		s.CancelWrite(1)
		return err
	}
	return writeAll(s, parts[1:])
}

// LeftAtTheBottomClosed is clean: the caller closes after all of them.
func LeftAtTheBottomClosed(conn *quic.Conn, parts [][]byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	return writeAll(s, parts)
}

// DroppedOnTheWay leaks: one of the calls gives up.
func DroppedOnTheWay(conn *quic.Conn, depth int) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return descend(s, depth)
}

func descend(s *quic.Stream, depth int) error {
	if depth > 64 {
		return io.ErrNoProgress
	}
	var b [1]byte
	if _, err := io.ReadFull(s, b[:]); err != nil {
		return s.Close()
	}
	return descend(s, depth+int(b[0]))
}

// Mutual is clean: ping and pong call each other until one of them closes.
func Mutual(ctx context.Context, conn *quic.Conn, n int) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	return ping(s, n)
}

func ping(s *quic.Stream, n int) error {
	if n == 0 {
		return s.Close()
	}
	s.Write([]byte("ping"))
	return pong(s, n-1)
}

func pong(s *quic.Stream, n int) error {
	var b [4]byte
	if _, err := io.ReadFull(s, b[:]); err != nil {
		s.CancelWrite(1)
		return err
	}
	return ping(s, n)
}

// MutualForgets leaks: tock gives up without a release.
func MutualForgets(ctx context.Context, conn *quic.Conn, n int) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	return tick(s, n)
}

func tick(s *quic.Stream, n int) error {
	if n == 0 {
		return s.Close()
	}
	return tock(s, n-1)
}

func tock(s *quic.Stream, n int) error {
	var b [4]byte
	if _, err := io.ReadFull(s, b[:]); err != nil {
		return err
	}
	return tick(s, n)
}

// openWithin opens, and calls itself to try again.
func openWithin(conn *quic.Conn, tries int) (*quic.Stream, error) {
	s, err := conn.OpenStream()
	if err == nil {
		return s, nil
	}
	if tries == 0 {
		return nil, err
	}
	time.Sleep(time.Second)
	return openWithin(conn, tries-1)
}

// OpenedAgain is clean.
func OpenedAgain(conn *quic.Conn, msg []byte) error {
	s, err := openWithin(conn, 3)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(msg)
	return err
}

// OpenedAgainForgotten leaks what one of the calls has opened.
func OpenedAgainForgotten(conn *quic.Conn, msg []byte) error {
	s, err := openWithin(conn, 3) // want "stream from openWithin is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	return err
}

// Resend leaks: it calls itself after a failed answer with the stream open.
func Resend(conn *quic.Conn, msg, answer []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	s.Write(msg)
	if _, err := io.ReadFull(s, answer); err != nil {
		return Resend(conn, msg, answer)
	}
	return s.Close()
}

// ResendCancels is clean: cancelled before it calls itself.
func ResendCancels(conn *quic.Conn, msg, answer []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	s.Write(msg)
	if _, err := io.ReadFull(s, answer); err != nil {
		s.CancelWrite(1)
		return ResendCancels(conn, msg, answer)
	}
	return s.Close()
}

// Literal is clean: a literal that calls itself closes at the bottom.
func Literal(conn *quic.Conn, parts [][]byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var next func(i int) error
	next = func(i int) error {
		if i == len(parts) {
			return s.Close()
		}
		if _, err := s.Write(parts[i]); err != nil {
			s.CancelWrite(1)
			return err
		}
		return next(i + 1)
	}
	return next(0)
}
