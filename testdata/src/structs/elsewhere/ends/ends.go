// Package ends has what programs have in a package of their own to end streams and
// connections with.
package ends

import (
	"context"
	"errors"
	"io"

	"github.com/quic-go/quic-go"
)

// Conn ends a connection.
func Conn(c *quic.Conn) { c.CloseWithError(0, "") }

// ConnIfAny ends a connection if there is one.
func ConnIfAny(c *quic.Conn) error {
	if c == nil {
		return nil
	}
	return c.CloseWithError(0, "")
}

// ConnOn ends a connection on an error.
func ConnOn(c *quic.Conn, err error) {
	if err != nil {
		c.CloseWithError(1, err.Error())
	}
}

// Named says goodbye, and ends nothing.
func Named(c *quic.Conn) string { return c.RemoteAddr().String() }

// A Client has a connection.
type Client struct {
	conn *quic.Conn
	fake io.Closer // in tests
}

// Dial makes a client.
func Dial(ctx context.Context, addr string) (*Client, error) {
	conn, err := quic.DialAddr(ctx, addr, nil, nil)
	if err != nil {
		return nil, err
	}
	return &Client{conn: conn}, nil
}

// Open opens a stream.
func (c *Client) Open(ctx context.Context) (*quic.Stream, error) { return c.conn.OpenStreamSync(ctx) }

// Close ends the connection, or what there is in its place.
func (c *Client) Close() error {
	if c == nil {
		return nil
	}
	if c.fake != nil {
		return c.fake.Close()
	}
	if c.conn == nil {
		return errors.New("not connected")
	}
	return c.conn.CloseWithError(0, "")
}

// Flush ends nothing.
func (c *Client) Flush() error {
	if c.conn == nil {
		return errors.New("not connected")
	}
	return nil
}

// A Stream is one of two things.
type Stream struct {
	*quic.Stream
	fake io.ReadWriteCloser // in tests
}

// Open opens a stream.
func Open(ctx context.Context, c *quic.Conn) (*Stream, error) {
	s, err := c.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	return &Stream{Stream: s}, nil
}

// Close closes the one that it is.
func (s *Stream) Close() error {
	if s.fake != nil {
		return s.fake.Close()
	}
	return s.Stream.Close()
}

// If closes a stream if it is told to.
func If(s *quic.Stream, really bool) {
	if really {
		s.Close()
	}
}

// OnError cancels a stream on an error.
func OnError(s *quic.Stream, err error) {
	if err != nil {
		s.CancelWrite(1)
	}
}

// OnErrorAt cancels a stream if a function is about to return an error.
func OnErrorAt(s *quic.Stream, err *error) {
	if *err != nil {
		s.CancelWrite(1)
	}
}

// Options say how streams end.
type Options struct {
	Trace bool
	Abort bool
	Code  quic.StreamErrorCode
}

// By cancels a stream if the options say so.
func By(s *quic.Stream, o *Options) {
	if o != nil && o.Abort {
		s.CancelWrite(o.Code)
	}
}

// Traced closes a stream unless reading fails, whatever the options say.
func Traced(s *quic.Stream, o *Options) {
	if o.Trace {
		println("trace")
	}
	if _, err := io.ReadAll(s); err != nil {
		return
	}
	s.Close()
}

// A Queue writes to a stream what is put into it.
type Queue struct{ data chan []byte }

// NewQueue makes a queue that closes the stream in the end, or nothing without a name.
func NewQueue(s *quic.Stream, names map[string]bool) *Queue {
	if names == nil {
		return nil
	}
	q := &Queue{make(chan []byte)}
	go func() {
		defer s.Close()
		for p := range q.data {
			s.Write(p)
		}
	}()
	return q
}

// Put puts data into the queue.
func (q *Queue) Put(p []byte) { q.data <- p }

// Receive returns what the peer sends, and a func that answers and closes the stream.
func Receive(ctx context.Context, c *quic.Conn) ([]byte, func([]byte) error, error) {
	s, err := c.AcceptStream(ctx)
	if err != nil {
		return nil, nil, err
	}
	request, err := io.ReadAll(s)
	if err != nil {
		s.CancelWrite(1)
		return nil, nil, err
	}
	return request, func(answer []byte) error {
		defer s.Close()
		_, err := s.Write(answer)
		return err
	}, nil
}

// DialFor returns a stream, and a func that ends its connection.
func DialFor(ctx context.Context, addr string) (*quic.Stream, func(), error) {
	c, err := quic.DialAddr(ctx, addr, nil, nil)
	if err != nil {
		return nil, nil, err
	}
	s, err := c.OpenStreamSync(ctx)
	if err != nil {
		c.CloseWithError(0, "")
		return nil, nil, err
	}
	return s, func() { c.CloseWithError(0, "") }, nil
}

// Check finds nothing wrong.
func Check() error { return nil }

// Validate may find something wrong.
func Validate(name string) error {
	if name == "" {
		return errors.New("no name")
	}
	return nil
}
