// Package session has a session that keeps a stream among other things.
package session

import (
	"context"

	"github.com/quic-go/quic-go"
)

// A Session keeps the stream that it came on.
type Session struct {
	request *quic.Stream
	ctx     context.Context
	name    string
	buf     []byte
	n       int
	err     error
}

// New accepts the stream of a session.
func New(conn *quic.Conn) (*Session, error) {
	s, err := conn.AcceptStream(context.Background())
	if err != nil {
		return nil, err
	}
	return &Session{request: s, ctx: conn.Context()}, nil
}

// Context returns the context of the connection.
func (s *Session) Context() context.Context { return s.ctx }

// Name returns the name.
func (s *Session) Name() string { return s.name }

// Bytes returns what was read ahead.
func (s *Session) Bytes() []byte { return s.buf }

// Len returns how much was read.
func (s *Session) Len() int { return s.n }

// Err returns the error of the session.
func (s *Session) Err() error { return s.err }

// Wait returns the error of ctx, or that of the session.
func (s *Session) Wait(ctx context.Context) (int, error) {
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	return 1, s.err
}

// Stream returns the stream.
func (s *Session) Stream() *quic.Stream { return s.request }

// Close closes the stream.
func (s *Session) Close() error { return s.request.Close() }
