// Package streams does with streams what every version of quic-go since v0.37
// has. It is written for connections and streams that are structs, and rewritten
// for those that are interfaces.
package streams

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"
)

// Echo closes on every path.
func Echo(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(s, s)
	return err
}

// Accepted does not close when the copy fails.
func Accepted(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed on every path: still open when Accepted returns"
	if err != nil {
		return err
	}
	if _, err := io.Copy(s, s); err != nil {
		return err
	}
	return s.Close()
}

// Opened does not close at all.
func Opened(conn *quic.Conn, data []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write(data)
	return err
}

// Waited closes with the connection, or cancels.
func Waited(ctx context.Context, conn *quic.Conn, data []byte) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	if _, err := s.Write(data); err != nil {
		s.CancelWrite(quic.StreamErrorCode(1))
		return err
	}
	if _, err := io.ReadAll(s); err != nil {
		return conn.CloseWithError(1, "no answer")
	}
	return s.Close()
}

// Sent has a unidirectional stream.
func Sent(ctx context.Context, conn *quic.Conn, data []byte) error {
	s, err := conn.OpenUniStreamSync(ctx) // want "stream from OpenUniStreamSync is not closed"
	if err != nil {
		return err
	}
	if _, err := s.Write(data); err != nil {
		return err
	}
	return s.Close()
}

// Received has one of the other direction, which has no send half.
func Received(ctx context.Context, conn *quic.Conn) ([]byte, error) {
	s, err := conn.AcceptUniStream(ctx)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(s)
}

// Early opens streams before the handshake is done.
func Early(ctx context.Context, ln *quic.EarlyListener) error {
	conn, err := ln.Accept(ctx)
	if err != nil {
		return err
	}
	s, err := conn.OpenUniStream() // want "stream from OpenUniStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write(nil)
	return err
}
