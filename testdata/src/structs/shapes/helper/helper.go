// Package helper is the other package of the shapes: what it does with a
// stream shows in its callers.
package helper

import (
	"io"
	"log"

	"github.com/quic-go/quic-go"
)

// Describe only looks at the stream.
func Describe(s *quic.Stream, peer string) {
	log.Printf("stream %d of %s", s.StreamID(), peer)
}

// CloseIt closes c and logs what went wrong.
func CloseIt(c io.Closer) {
	if err := c.Close(); err != nil {
		log.Print(err)
	}
}

// Open opens a stream and greets the peer. The caller owns the stream.
func Open(conn *quic.Conn) (*quic.Stream, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	if _, err := s.Write([]byte("hello")); err != nil {
		s.CancelWrite(1)
		return nil, err
	}
	return s, nil
}
