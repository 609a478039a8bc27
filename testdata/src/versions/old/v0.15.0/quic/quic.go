// Package quic has the part of quic-go v0.15.0 that matters here: what hands streams
// out and what ends them, with the signatures of that version.
package quic

import (
	"context"
	"io"
	"net"
	"time"
)

// An ErrorCode is an error that the application defines.
type ErrorCode uint16

type StreamID uint64

// A StreamError is what Read and Write return when the peer has cancelled.
type StreamError interface {
	error
	Canceled() bool
	ErrorCode() ErrorCode
}

type Stream interface {
	ReceiveStream
	SendStream
	SetDeadline(t time.Time) error
}

type SendStream interface {
	StreamID() StreamID
	io.Writer
	io.Closer
	CancelWrite(ErrorCode)
	Context() context.Context
	SetWriteDeadline(t time.Time) error
}

type ReceiveStream interface {
	StreamID() StreamID
	io.Reader
	CancelRead(ErrorCode)
	SetReadDeadline(t time.Time) error
}

type Config struct {
	MaxIncomingStreams    int
	MaxIncomingUniStreams int
}

type Session interface {
	AcceptStream(context.Context) (Stream, error)
	AcceptUniStream(context.Context) (ReceiveStream, error)
	OpenStream() (Stream, error)
	OpenStreamSync(context.Context) (Stream, error)
	OpenUniStream() (SendStream, error)
	OpenUniStreamSync(context.Context) (SendStream, error)
	LocalAddr() net.Addr
	RemoteAddr() net.Addr
	Context() context.Context
	CloseWithError(ErrorCode, string) error
}

type EarlySession interface {
	Session
	HandshakeComplete() context.Context
}
