// Package old does with streams what quic-go v0.27.0 has: sessions are called connections.
package old

import (
	"context"
	"errors"
	"io"

	"github.com/lucas-clemente/quic-go"
)

// Cancelled ends one half each.
func Cancelled(ctx context.Context, conn quic.Connection) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	s.CancelRead(0)
	s.CancelWrite(1)
	return nil
}

// ReadOnly ends the wrong half.
func ReadOnly(ctx context.Context, conn quic.Connection) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	s.CancelRead(0)
	return nil
}

// ClosedOnly ends the other one.
func ClosedOnly(ctx context.Context, conn quic.Connection) error {
	s, err := conn.AcceptStream(ctx) // want "never read when ClosedOnly returns"
	if err != nil {
		return err
	}
	return s.Close()
}

// Sent has a send half alone, and does not end it when the write fails.
func Sent(ctx context.Context, conn quic.Connection, data []byte) error {
	s, err := conn.OpenUniStream() // want "stream from OpenUniStream is not closed on every path: .* after a failed write"
	if err != nil {
		return err
	}
	if _, err := s.Write(data); err != nil {
		return err
	}
	return s.Close()
}

// Received has a receive half alone.
func Received(ctx context.Context, conn quic.Connection) error {
	s, err := conn.AcceptUniStream(ctx) // want "read in part when Received returns"
	if err != nil {
		return err
	}
	_, err = io.ReadFull(s, make([]byte, 8))
	return err
}

// Over ends the connection instead.
func Over(ctx context.Context, conn quic.Connection) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_ = s
	return conn.CloseWithError(1, "bad")
}

// Stopped looks for the error of a peer that has stopped reading, which ends the
// send half.
func Stopped(ctx context.Context, conn quic.Connection, data []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.CancelRead(0)
	if _, err := s.Write(data); err != nil {
		var stopped *quic.StreamError
		if errors.As(err, &stopped) {
			return err
		}
	}
	return s.Close()
}

// Early opens a stream before the handshake is done.
func Early(conn quic.EarlyConnection) error {
	s, err := conn.OpenUniStream() // want "stream from OpenUniStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write(nil)
	return err
}
