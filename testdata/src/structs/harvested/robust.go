package harvested

import (
	"context"
	"io"
	"iter"
	"strings"

	"github.com/quic-go/quic-go"
)

// GenericForgets leaks: a generic function is not to be skipped.
func GenericForgets[T ~string | ~[]byte](conn *quic.Conn, msg T) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write([]byte(msg))
	return err
}

// GenericCloses is clean.
func GenericCloses[T ~string | ~[]byte](conn *quic.Conn, msg T) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write([]byte(msg))
	return err
}

// CalleeWithoutBody leaks: the standard library's functions are seen by their
// types alone, and these only read.
func CalleeWithoutBody(ctx context.Context, conn *quic.Conn) (string, error) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return "", err
	}
	var b strings.Builder
	_, err = io.Copy(&b, io.LimitReader(s, 1<<10))
	return b.String(), err
}

// RangeOverFunc leaks: the body of the loop is a function of its own, and
// leaves by continue.
func RangeOverFunc(conn *quic.Conn, msgs iter.Seq[[]byte]) error {
	for msg := range msgs {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return err
		}
		if len(msg) == 0 {
			continue
		}
		s.Write(msg)
		s.Close()
	}
	return nil
}

// RangeOverFuncToLabel leaves the body of a range-over-func loop by a
// labelled continue. It is clean.
func RangeOverFuncToLabel(conn *quic.Conn, batches [][]byte, msgs iter.Seq[[]byte]) error {
next:
	for _, batch := range batches {
		for msg := range msgs {
			s, err := conn.OpenStream()
			if err != nil {
				return err
			}
			s.Write(batch)
			s.Write(msg)
			s.Close()
			if len(msg) == 0 {
				continue next
			}
		}
	}
	return nil
}

// GotoRetry leaks: the jump back opens again while the last one is open.
func GotoRetry(conn *quic.Conn, msg []byte) error {
	tries := 0
again:
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil && tries < 3 {
		tries++
		goto again
	}
	return s.Close()
}

// EndsInLoop has no return after its loop: the compiler makes one up. It is
// clean.
func EndsInLoop(ctx context.Context, conn *quic.Conn) {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			continue
		}
		s.Close()
	}
}

// EndsInPanic has no return at all. It is clean.
func EndsInPanic(conn *quic.Conn) *quic.Stream {
	s, err := conn.OpenStream()
	if err == nil {
		return s
	}
	panic(err)
}

// ManyBranches is clean, and has a thousand paths.
func ManyBranches(conn *quic.Conn, a, b, c, d, e, f, g, h, i, j bool) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	for bit, on := range map[byte]bool{1: a, 2: b} {
		if on {
			s.Write([]byte{bit})
		}
	}
	if c {
		s.Write([]byte{3})
	}
	if d {
		s.Write([]byte{4})
	}
	if e {
		s.Write([]byte{5})
	}
	if f {
		s.Write([]byte{6})
	}
	if g {
		s.Write([]byte{7})
	}
	if h {
		s.Write([]byte{8})
	}
	if i {
		s.Write([]byte{9})
	}
	if j {
		s.Write([]byte{10})
	}
	return s.Close()
}
