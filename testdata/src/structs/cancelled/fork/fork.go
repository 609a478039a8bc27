// Package fork is what a fork of quic-go has under a module path that does not tell.
package fork

import (
	"errors"
	"fmt"
	"io"
)

// A Conn is a connection.
type Conn struct{ w io.Writer }

// OpenStream opens a stream.
func (c *Conn) OpenStream() (*Stream, error) { return &Stream{w: c.w}, nil }

// A Stream is a stream of a connection.
type Stream struct {
	w         io.Writer
	cancelled bool
}

// Write writes to the stream unless the peer has cancelled it.
func (s *Stream) Write(p []byte) (int, error) {
	if s.cancelled {
		return 0, &StreamError{Remote: true}
	}
	return s.w.Write(p)
}

// Close ends the stream.
func (s *Stream) Close() error { return nil }

// CancelWrite aborts the stream.
func (s *Stream) CancelWrite(Code) {}

// A Code is that of an error.
type Code uint64

// StreamError is the error of a stream that was cancelled.
type StreamError struct {
	ErrorCode Code
	Remote    bool
}

func (e *StreamError) Error() string { return fmt.Sprintf("cancelled with code %d", e.ErrorCode) }

// Err0RTTRejected says that the streams from before the handshake are gone.
var Err0RTTRejected = errors.New("0-RTT rejected")
