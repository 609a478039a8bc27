// Package hijacked takes streams from http3 in callbacks, as it was up to quic-go
// v0.58. A callback that returns true has the stream, one that returns false or
// an error leaves it to http3.
package hijacked

import (
	"errors"
	"io"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
)

var errUnknown = errors.New("unknown frame")

// Closes ends what it takes.
func Closes() *http3.Server {
	return &http3.Server{
		StreamHijacker: func(t http3.FrameType, _ quic.ConnectionTracingID, s *quic.Stream, err error) (bool, error) {
			if err != nil {
				return false, err
			}
			if t != 0x41 {
				return false, nil
			}
			s.CancelRead(0)
			s.Close()
			return true, nil
		},
	}
}

// Drops takes the stream and leaves it open when the copy fails.
func Drops() *http3.Server {
	return &http3.Server{
		StreamHijacker: func(t http3.FrameType, _ quic.ConnectionTracingID, s *quic.Stream, err error) (bool, error) { // want "stream in parameter s, which func literal in Drops owns, is not closed on every path: still open when func literal in Drops returns"
			if err != nil || t != 0x41 {
				return false, err
			}
			if _, err := io.Copy(s, s); err != nil {
				return true, nil
			}
			s.Close()
			return true, nil
		},
	}
}

// Fails returns an error, on which http3 ends the stream.
func Fails(server *http3.Server) {
	server.StreamHijacker = fails
}

func fails(http3.FrameType, quic.ConnectionTracingID, *quic.Stream, error) (bool, error) {
	return true, errUnknown
}

// A muxer hands the streams on.
type muxer struct{ streams chan *quic.Stream }

func (m *muxer) attach(server *http3.Server) {
	server.StreamHijacker = m.take
	server.UniStreamHijacker = m.refuse
}

func (m *muxer) take(_ http3.FrameType, _ quic.ConnectionTracingID, s *quic.Stream, err error) (bool, error) {
	if err != nil {
		return false, nil
	}
	m.streams <- s
	return true, nil
}

// refuse has a stream without a send half.
func (m *muxer) refuse(_ http3.StreamType, _ quic.ConnectionTracingID, s *quic.ReceiveStream, err error) bool {
	return err == nil
}

func (m *muxer) serve() {
	for s := range m.streams {
		s.CancelRead(0)
		s.Close()
	}
}
