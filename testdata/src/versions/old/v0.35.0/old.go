// Package old does with streams what quic-go v0.35.0 has: structs for transports and
// listeners.
package old

import (
	"context"
	"crypto/tls"
	"io"
	"net"

	"github.com/quic-go/quic-go"
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

// Accepted gets its connection from a listener, which ends no stream.
func Accepted(ctx context.Context, ln *quic.Listener) error {
	defer ln.Close()
	conn, err := ln.Accept(ctx)
	if err != nil {
		return err
	}
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed" "never read when Accepted returns"
	if err != nil {
		return err
	}
	_, err = s.Write(nil)
	return err
}

// Dialed ends the connection with what it runs over.
func Dialed(ctx context.Context, socket net.PacketConn, to net.Addr, conf *tls.Config) error {
	tr := &quic.Transport{Conn: socket}
	defer tr.Close()
	conn, err := tr.Dial(ctx, to, conf, nil)
	if err != nil {
		return err
	}
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = s.Write(nil)
	return err
}

// Early opens a stream before the handshake is done.
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
