// Package peers shows helpers in another package.
package peers

import (
	"context"

	"example.com/structs/recv/peers/wire"
	"github.com/quic-go/quic-go"
)

// OneHeader reads a fixed amount.
func OneHeader(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when OneHeader returns"
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = wire.Header(s)
	return err
}

// Headers reads until there are none.
func Headers(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	for {
		if _, err := wire.Header(s); err != nil {
			return err
		}
	}
}

// Checked stops at what is too large as well.
func Checked(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when Checked returns"
	if err != nil {
		return err
	}
	defer s.Close()
	for {
		if _, err := wire.Checked(s); err != nil {
			return err
		}
	}
}

// Drained reads to the end.
func Drained(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	return wire.Drain(s)
}

// Given ends both halves.
func Given(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	wire.Give(s)
	return nil
}

// Hung ends one.
func Hung(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "never read when Hung returns"
	if err != nil {
		return err
	}
	wire.Hang(s)
	return nil
}

// Dialled ends the connection.
func Dialled(ctx context.Context, addr string) error {
	conn, err := wire.Dial(ctx, addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	s, err := conn.OpenStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(nil)
	return err
}

// Message gives the stream to a method twice: it reads from one of the two.
func Message(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when Message returns"
	if err != nil {
		return err
	}
	defer s.Close()
	return wire.NewMessage(s).Read(s)
}
