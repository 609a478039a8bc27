// Package quic has the part of quic-go v0.21.0 that matters here: what hands streams
// out and what ends them, with the signatures of that version.
package quic

import (
	"context"
	"io"
	"net"
	"time"
)

type StreamID int64

type (
	StreamErrorCode      uint64
	ApplicationErrorCode uint64
)

// A StreamError is what Read and Write return when the peer has cancelled.
type StreamError struct {
	StreamID  StreamID
	ErrorCode StreamErrorCode
}

func (*StreamError) Error() string { return "stream cancelled" }

type Stream interface {
	ReceiveStream
	SendStream
	SetDeadline(t time.Time) error
}

type SendStream interface {
	StreamID() StreamID
	io.Writer
	io.Closer
	CancelWrite(StreamErrorCode)
	Context() context.Context
	SetWriteDeadline(t time.Time) error
}

type ReceiveStream interface {
	StreamID() StreamID
	io.Reader
	CancelRead(StreamErrorCode)
	SetReadDeadline(t time.Time) error
}

type Config struct {
	MaxIncomingStreams    int64
	MaxIncomingUniStreams int64
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
	CloseWithError(ApplicationErrorCode, string) error
}

type EarlySession interface {
	Session
	HandshakeComplete() context.Context
}
