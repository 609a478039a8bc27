// Package loops closes streams in loops, and too late.
package loops

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"
)

// Serve has all streams open until the connection is over.
func Serve(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		defer s.Close() // want "the stream is closed when the function returns: those of all rounds of the loop stay open until then"
		io.Copy(io.Discard, s)
	}
}

// ServeAll does so in a literal.
func ServeAll(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		defer func() { // want "the stream is closed when the function returns: those of all rounds of the loop stay open until then"
			s.CancelRead(0)
			s.Close()
		}()
		io.Copy(io.Discard, s)
	}
}

// SendAll opens one for each line.
func SendAll(conn *quic.Conn, lines []string) error {
	for _, line := range lines {
		s, err := conn.OpenStream()
		if err != nil {
			return err
		}
		defer s.CancelWrite(0) // want "the stream is closed when the function returns: those of all rounds of the loop stay open until then"
		if _, err := io.WriteString(s, line); err != nil {
			continue
		}
	}
	return nil
}

// First leaves the loop with the stream.
func First(ctx context.Context, conns []*quic.Conn) error {
	for _, conn := range conns {
		s, err := conn.OpenStreamSync(ctx)
		if err != nil {
			continue
		}
		defer s.Close()
		_, err = io.WriteString(s, "hello")
		return err
	}
	return nil
}

// Once is in no loop, and Each has a function for each round.
func Once(conn *quic.Conn, lines []string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	for _, line := range lines {
		if _, err := io.WriteString(s, line); err != nil {
			return err
		}
	}
	return nil
}

func Each(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		go func() {
			defer s.Close()
			io.Copy(io.Discard, s)
		}()
	}
}

// Pending closes one stream of two at once.
func Pending(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		t, err := conn.OpenStream()
		if err != nil {
			s.Close()
			return err
		}
		defer s.Close() // want "the stream is closed when the function returns: those of all rounds of the loop stay open until then"
		t.Close()
	}
}
