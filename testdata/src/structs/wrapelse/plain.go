// Package wrapelse shows wrappers of another package: they are closed right,
// they are forgotten, or something else is taken out of them.
package wrapelse

import (
	"context"
	"io"

	"example.com/structs/wrapelse/plain"
	"github.com/quic-go/quic-go"
)

func fieldClosed(conn *quic.Conn, msg string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	w := &plain.Field{S: s}
	defer w.Close()
	_, err = io.WriteString(w, msg)
	return err
}

func fieldCancelled(conn *quic.Conn) {
	if s, err := conn.OpenStream(); err == nil {
		(&plain.Field{S: s}).CancelWrite(0)
	}
}

func fieldForgotten(conn *quic.Conn, msg string) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	w := &plain.Field{S: s}
	_, err = io.WriteString(w, msg)
	return err
}

type client struct{ conn *quic.Conn }

func (c *client) open() (*plain.Field, error) {
	s, err := c.conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &plain.Field{S: s}, nil
}

func (c *client) dial(msg string) (io.ReadWriteCloser, error) {
	w, err := c.open()
	if err != nil {
		return nil, err
	}
	if _, err := io.WriteString(w, msg); err != nil {
		_ = w.Close()
		return nil, err
	}
	return w, nil
}

func (c *client) dialAndLoseOne(hello []byte) (io.ReadWriteCloser, error) {
	w, err := c.open() // want "stream from open is not closed"
	if err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(w, hello); err != nil {
		return nil, err
	}
	return w, nil
}

func madeClosed(conn *quic.Conn) {
	if s, err := conn.OpenStream(); err == nil {
		plain.New(s).Close()
	}
}

func madeLiterally(conn *quic.Conn) {
	if s, err := conn.OpenStream(); err == nil {
		(&plain.Made{S: s}).Close()
	}
}

func madeCancelled(conn *quic.Conn) {
	if s, err := conn.OpenStream(); err == nil {
		plain.New(s).CancelWrite(0)
	}
}

func madeForgotten(conn *quic.Conn) {
	if s, err := conn.OpenStream(); err == nil { // want "stream from OpenStream is not closed"
		io.WriteString(plain.New(s), "hello")
	}
}

func embeddedClosed(ctx context.Context, conn *quic.Conn, hello []byte) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	w := plain.NewEmbedded(s)
	defer w.Close()
	_, err = w.Read(hello)
	return err
}

func embeddedLiterally(ctx context.Context, conn *quic.Conn, hello []byte) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	w := &plain.Embedded{Stream: s}
	defer w.Close()
	_, err = w.Read(hello)
	return err
}

func embeddedForgotten(ctx context.Context, conn *quic.Conn, hello []byte) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	w := plain.NewEmbedded(s)
	_, err = w.Read(hello)
	return err
}

func helpedClosed(conn *quic.Conn) {
	if s, err := conn.OpenStream(); err == nil {
		plain.NewHelped(s).Close()
	}
}

func helpedLiterally(conn *quic.Conn) {
	if s, err := conn.OpenStream(); err == nil {
		(&plain.Helped{Stream: s}).Close()
	}
}

func calledClosed(conn *quic.Conn, back func()) {
	if s, err := conn.OpenStream(); err == nil {
		plain.NewCalled(s, nil).Close()
	}
	if s, err := conn.OpenStream(); err == nil {
		plain.NewCalled(s, back).Close()
	}
}

func readerClosed(conn *quic.Conn, answer []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	r := plain.NewReader(s)
	defer r.Close()
	_, err = io.ReadFull(r, answer)
	return err
}
