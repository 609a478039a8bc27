// Package quic has the part of quic-go v0.5.0 that matters here: what hands streams
// out and what ends them, with the signatures of that version.
package quic

import (
	"context"
	"io"
	"net"
	"time"
)

type StreamID uint32

type Stream interface {
	StreamID() StreamID
	io.Reader
	io.Writer
	io.Closer
	// Reset ends both halves.
	Reset(error)
	Context() context.Context
	SetReadDeadline(t time.Time) error
	SetWriteDeadline(t time.Time) error
	SetDeadline(t time.Time) error
}

type Session interface {
	AcceptStream() (Stream, error)
	OpenStream() (Stream, error)
	OpenStreamSync() (Stream, error)
	LocalAddr() net.Addr
	RemoteAddr() net.Addr
	Context() context.Context
	Close(error) error
}
