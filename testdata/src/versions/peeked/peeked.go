// Package peeked looks, since quic-go v0.59, at what comes next in a stream.
package peeked

import (
	"context"

	"github.com/quic-go/quic-go"
)

// Closes does so whatever it sees.
func Closes(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Peek(make([]byte, 1))
	return err
}

// Forgets does not if there is nothing to see.
func Forgets(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed on every path: still open when Forgets returns .*, after err != nil"
	if err != nil {
		return err
	}
	if _, err := s.Peek(make([]byte, 1)); err != nil {
		return err
	}
	return s.Close()
}
