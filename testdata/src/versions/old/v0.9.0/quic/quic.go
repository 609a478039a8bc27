// Package quic has the part of quic-go v0.9.0 that matters here: what hands streams
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
	StreamID() StreamID
	io.Reader
	io.Writer
	io.Closer
	CancelWrite(ErrorCode) error
	CancelRead(ErrorCode) error
	Context() context.Context
	SetReadDeadline(t time.Time) error
	SetWriteDeadline(t time.Time) error
	SetDeadline(t time.Time) error
}

type SendStream interface {
	StreamID() StreamID
	io.Writer
	io.Closer
	CancelWrite(ErrorCode) error
	Context() context.Context
	SetWriteDeadline(t time.Time) error
}

type ReceiveStream interface {
	StreamID() StreamID
	io.Reader
	CancelRead(ErrorCode) error
	SetReadDeadline(t time.Time) error
}

type Config struct {
	MaxIncomingStreams    int
	MaxIncomingUniStreams int
}

type Session interface {
	AcceptStream() (Stream, error)
	AcceptUniStream() (ReceiveStream, error)
	OpenStream() (Stream, error)
	OpenStreamSync() (Stream, error)
	OpenUniStream() (SendStream, error)
	OpenUniStreamSync() (SendStream, error)
	LocalAddr() net.Addr
	RemoteAddr() net.Addr
	Context() context.Context
	Close() error
	CloseWithError(ErrorCode, error) error
}
