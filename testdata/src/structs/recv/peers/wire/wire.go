// Package wire has what package peers uses.
package wire

import (
	"context"
	"encoding/binary"
	"errors"
	"io"

	"github.com/quic-go/quic-go"
)

// Header reads a header of fixed size.
func Header(r io.Reader) (n uint32, err error) {
	err = binary.Read(r, binary.BigEndian, &n)
	return n, err
}

// Checked is the same, and tells by an error what is too large.
func Checked(r io.Reader) (uint32, error) {
	n, err := Header(r)
	if err == nil && n > 1000 {
		err = errors.New("too large")
	}
	return n, err
}

// Drain reads to the end.
func Drain(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}

// Give ends both halves.
func Give(s *quic.Stream) {
	s.CancelRead(0)
	s.CancelWrite(0)
}

// Hang closes the send half alone.
func Hang(s *quic.Stream) { s.Close() }

// A Conn has the methods of a connection.
type Conn struct{ conn *quic.Conn }

// Dial makes a connection.
func Dial(ctx context.Context, addr string) (*Conn, error) {
	conn, err := quic.DialAddr(ctx, addr, nil, nil)
	if err != nil {
		return nil, err
	}
	return &Conn{conn}, nil
}

// OpenStream opens a stream.
func (c *Conn) OpenStream(ctx context.Context) (*quic.Stream, error) {
	return c.conn.OpenStreamSync(ctx)
}

// Close ends the connection.
func (c *Conn) Close() error { return c.conn.CloseWithError(0, "") }

// A Message comes from a stream, which it keeps.
type Message struct {
	in     io.Reader
	Length uint32
}

// NewMessage does not read yet.
func NewMessage(s *quic.Stream) *Message { return &Message{in: s} }

// Read reads the header.
func (m *Message) Read(in io.Reader) (err error) {
	m.Length, err = Header(in)
	if m.Length > 1000 {
		return errors.New("too large")
	}
	return err
}
