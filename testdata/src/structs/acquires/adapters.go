package acquires

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"
)

// Stream is what an adapter of a QUIC library hands out.
type Stream interface {
	io.ReadWriteCloser
	CancelRead(quic.StreamErrorCode)
	CancelWrite(quic.StreamErrorCode)
}

// SendStream can only be written.
type SendStream interface {
	io.WriteCloser
	CancelWrite(quic.StreamErrorCode)
}

// ReceiveStream can only be read.
type ReceiveStream interface {
	io.Reader
	CancelRead(quic.StreamErrorCode)
}

// Conn has the six methods of a QUIC connection.
type Conn interface {
	AcceptStream(context.Context) (Stream, error)
	AcceptUniStream(context.Context) (ReceiveStream, error)
	OpenStream() (Stream, error)
	OpenStreamSync(context.Context) (Stream, error)
	OpenUniStream() (SendStream, error)
	OpenUniStreamSync(context.Context) (SendStream, error)
	CloseWithError(quic.ApplicationErrorCode, string) error
}

func adapted(c Conn) error {
	s, err := c.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write([]byte("x"))
	return err
}

func adaptedClosed(c Conn) error {
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write([]byte("x"))
	return err
}

func adaptedLoop(ctx context.Context, c Conn) error {
	for {
		s, err := c.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		go io.Copy(io.Discard, s)
	}
}

func adaptedCancelled(ctx context.Context, c Conn) error {
	for {
		s, err := c.AcceptStream(ctx)
		if err != nil {
			return err
		}
		go s.CancelWrite(1)
	}
}

func adaptedConnectionClosed(ctx context.Context, c Conn) error {
	s, err := c.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	if _, err := s.Write([]byte("x")); err != nil {
		return c.CloseWithError(1, "")
	}
	return s.Close()
}

// adapter implements Conn.
type adapter struct{ c *quic.Conn }

var _ Conn = adapter{}

func (a adapter) AcceptStream(ctx context.Context) (Stream, error) {
	return a.c.AcceptStream(ctx)
}

func (a adapter) AcceptUniStream(ctx context.Context) (ReceiveStream, error) {
	return a.c.AcceptUniStream(ctx)
}

func (a adapter) OpenStream() (Stream, error) {
	return a.c.OpenStream()
}

func (a adapter) OpenStreamSync(ctx context.Context) (Stream, error) {
	return a.c.OpenStreamSync(ctx)
}

func (a adapter) OpenUniStream() (SendStream, error) {
	return a.c.OpenUniStream()
}

func (a adapter) OpenUniStreamSync(ctx context.Context) (SendStream, error) {
	return a.c.OpenUniStreamSync(ctx)
}

func (a adapter) CloseWithError(code quic.ApplicationErrorCode, msg string) error {
	return a.c.CloseWithError(code, msg)
}

func throughAdapter(conn *quic.Conn) error {
	s, err := adapter{conn}.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write([]byte("x"))
	return err
}

func throughAdapterClosed(conn *quic.Conn) error {
	s, err := adapter{conn}.OpenStream()
	if err != nil {
		return err
	}
	return s.Close()
}
