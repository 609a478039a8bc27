package ends

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"
)

// A Tied is a stream with its connection.
type Tied struct {
	conn *quic.Conn
	s    *quic.Stream
}

// Tie opens a stream.
func Tie(ctx context.Context, conn *quic.Conn) (*Tied, error) {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	return With(conn, s), nil
}

// With ties a stream to its connection.
func With(conn *quic.Conn, s *quic.Stream) *Tied { return &Tied{conn, s} }

// Read reads.
func (t *Tied) Read(p []byte) (int, error) { return t.s.Read(p) }

// Close ends the stream.
func (t *Tied) Close() error { return t.s.Close() }

// HangUp ends the connection.
func (t *Tied) HangUp() error { return t.conn.CloseWithError(0, "") }

// HangUpOn ends the connection on an error.
func (t *Tied) HangUpOn(err error) error {
	if err != nil {
		t.conn.CloseWithError(1, err.Error())
	}
	return err
}

// CloseWithError ends the connection for a reason.
func (t *Tied) CloseWithError(reason string) error { return t.conn.CloseWithError(2, reason) }

// Ask reads an answer.
func (t *Tied) Ask() error {
	_, err := io.ReadFull(t.s, make([]byte, 1))
	return err
}

// A Party can be asked, and sent away.
type Party interface {
	Ask() error
	CloseWithError(reason string) error
}

// A Listener can be asked.
type Listener interface{ Ask() error }

// Hear asks, and sends the party away.
func Hear(p Party) error {
	defer p.CloseWithError("done")
	return p.Ask()
}

// HearOut asks.
func HearOut(l Listener) error { return l.Ask() }
