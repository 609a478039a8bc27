// Package other is the other package of the harvested shapes.
package other

import (
	"io"
	"log"
	"os"

	"github.com/quic-go/quic-go"
)

// Finish closes w and reports what went wrong.
func Finish(w io.WriteCloser) {
	if err := w.Close(); err != nil {
		log.Print(err)
	}
}

// Greet writes a greeting and leaves the stream as it is.
func Greet(s *quic.Stream) error {
	_, err := s.Write([]byte("hello\n"))
	return err
}

// Fatal logs err and ends the process.
func Fatal(err error) {
	log.Print(err)
	os.Exit(1)
}

// Must returns v, or panics when err is not nil.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A Link is a stream with a name. Its closing method is not called Close.
type Link struct {
	name string
	s    *quic.Stream
}

// Connect opens a stream and wraps it.
func Connect(conn *quic.Conn, name string) (*Link, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &Link{name: name, s: s}, nil
}

// Send writes one message.
func (l *Link) Send(msg []byte) error {
	_, err := l.s.Write(msg)
	return err
}

// Name returns the name.
func (l *Link) Name() string { return l.name }

// Hangup ends the link.
func (l *Link) Hangup() {
	l.s.CancelRead(0)
	l.s.Close()
}
