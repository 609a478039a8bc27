// Package control shows unidirectional streams: a send stream is to be closed
// or cancelled, a receive stream to be read to its end or cancelled.
package control

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"
)

// Send closes what it opens.
func Send(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenUniStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(msg)
	return err
}

// Abort cancels it when the write fails.
func Abort(ctx context.Context, conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenUniStreamSync(ctx)
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

// NotClosed leaves it open when the write fails.
func NotClosed(ctx context.Context, conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenUniStreamSync(ctx) // want "stream from OpenUniStreamSync is not closed on every path: still open when NotClosed returns .*, after a failed write"
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		return err
	}
	return s.Close()
}

// Receive reads to the end.
func Receive(ctx context.Context, conn *quic.Conn) ([]byte, error) {
	s, err := conn.AcceptUniStream(ctx)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(s)
}

// Refuse cancels.
func Refuse(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptUniStream(ctx)
	if err != nil {
		return err
	}
	s.CancelRead(1)
	return nil
}

// Exact reads a certain number of bytes.
func Exact(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptUniStream(ctx) // want "stream from AcceptUniStream is not read to its end or cancelled on every path: read in part when Exact returns"
	if err != nil {
		return err
	}
	_, err = io.ReadFull(s, make([]byte, 8))
	return err
}

// Ignored takes streams and does nothing with them.
func Ignored(ctx context.Context, conn *quic.Conn) error {
	for {
		if _, err := conn.AcceptUniStream(ctx); err != nil { // want "AcceptUniStream .*: never read when the next one is acquired"
			return err
		}
	}
}

// session has a control stream that lives as long as the connection.
type session struct {
	conn    *quic.Conn
	control *quic.SendStream
	peer    *quic.ReceiveStream
}

// setUp keeps the control streams beside the connection.
func (s *session) setUp(ctx context.Context) (err error) {
	if s.control, err = s.conn.OpenUniStream(); err != nil {
		return err
	}
	s.peer, err = s.conn.AcceptUniStream(ctx)
	return err
}

// detached has a stream and no connection, and nothing closes the stream.
type detached struct{ control *quic.SendStream }

func (d *detached) setUp(conn *quic.Conn) error {
	s, err := conn.OpenUniStream()
	if err != nil {
		return err
	}
	d.control = s // want "stream from OpenUniStream is stored in field detached.control, which nothing closes"
	return nil
}
