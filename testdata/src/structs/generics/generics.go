// Package generics shows streams in generic functions and generic types.
package generics

import (
	"context"
	"errors"
	"io"

	"github.com/quic-go/quic-go"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Must is clean.
func Must(conn *quic.Conn, msg []byte) {
	s := must(conn.OpenStream())
	defer s.Close()
	must(s.Write(msg))
}

// MustForgets leaks: the stream comes through the helper, and is not closed.
func MustForgets(ctx context.Context, conn *quic.Conn, msg []byte) {
	s := must(conn.OpenStreamSync(ctx)) // want "stream from OpenStreamSync is not closed"
	must(s.Write(msg))
}

func first[T any](v T, _ error) T { return v }

// First leaks: the helper drops the error, and the function the stream.
func First(conn *quic.Conn, msg []byte) {
	s := first(conn.OpenStream()) // want "stream from OpenStream is not closed"
	s.Write(msg)
}

func closeAll[T io.Closer](cs ...T) (err error) {
	for _, c := range cs {
		err = errors.Join(err, c.Close())
	}
	return err
}

func end[C io.Closer](c C) { c.Close() }

// End is clean: the generic helper closes.
func End(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer end(s)
	_, err = s.Write(msg)
	return err
}

// EndAll is clean: the generic helper closes all of its arguments.
func EndAll(conn *quic.Conn) error {
	a, err := conn.OpenStream()
	if err != nil {
		return err
	}
	b, err := conn.OpenStream()
	if err != nil {
		return errors.Join(err, a.Close())
	}
	io.Copy(a, b)
	return closeAll(a, b)
}

type stream interface {
	io.ReadWriter
	CancelRead(quic.StreamErrorCode)
	Close() error
}

func ask[S stream](s S, question, answer []byte) error {
	defer s.CancelRead(0)
	if _, err := s.Write(question); err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	_, err := io.ReadFull(s, answer)
	return err
}

// Ask leaks: the helper does not close after a failed write.
func Ask(conn *quic.Conn, question, answer []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return ask(s, question, answer)
}

func drop[S stream](s S) { s.CancelRead(0) }

// Drop leaks: the helper could close, and does not.
func Drop(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	drop(s)
	return nil
}

// Within is clean: a generic function with an acquire of its own.
func Within[T any](conn *quic.Conn, v T, encode func(io.Writer, T) error) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if err := encode(s, v); err != nil {
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

// WithinForgets leaks after a failed encode.
func WithinForgets[T any](conn *quic.Conn, v T, encode func(io.Writer, T) error) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if err := encode(s, v); err != nil {
		return err
	}
	return s.Close()
}

// Ints makes sure that there is an instance.
func Ints(conn *quic.Conn, n int) error {
	encode := func(w io.Writer, n int) error {
		_, err := w.Write([]byte{byte(n)})
		return err
	}
	if err := Within(conn, n, encode); err != nil {
		return err
	}
	return WithinForgets(conn, n, encode)
}

// A Box holds something that can be closed.
type Box[T io.Closer] struct {
	v    T
	full bool
}

// NewBox returns a full box.
func NewBox[T io.Closer](v T) *Box[T] { return &Box[T]{v: v, full: true} }

// Get returns what is in the box; the box still owns it.
func (b *Box[T]) Get() T { return b.v }

// Close closes what is in the box.
func (b *Box[T]) Close() error { return b.v.Close() }

// Boxed is clean: the box's Close closes the stream.
func Boxed(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	b := NewBox(s)
	defer b.Close()
	_, err = b.Get().Write(msg)
	return err
}

// BoxedForgets leaks: neither the stream nor the box is closed.
func BoxedForgets(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	b := &Box[*quic.Stream]{v: s, full: true}
	_, err = b.v.Write(msg)
	return err
}

// BoxReturned is clean: the caller owns the box.
func BoxReturned(conn *quic.Conn) (*Box[*quic.Stream], error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return NewBox(s), nil
}

// result carries a value or an error.
type result[T any] struct {
	val T
	err error
}

// ResultForgets leaks: the stream is in the result, and nobody closes it.
func ResultForgets(ctx context.Context, conn *quic.Conn, buf []byte) (int, error) {
	var r result[*quic.Stream]
	r.val, r.err = conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if r.err != nil {
		return 0, r.err
	}
	return r.val.Read(buf)
}

// Result is clean: closed as the result's value.
func Result(ctx context.Context, conn *quic.Conn, buf []byte) (int, error) {
	var r result[*quic.Stream]
	r.val, r.err = conn.AcceptStream(ctx)
	if r.err != nil {
		return 0, r.err
	}
	defer r.val.Close()
	return r.val.Read(buf)
}

func using[S io.Closer](open func() (S, error), body func(S) error) error {
	s, err := open()
	if err != nil {
		return err
	}
	defer s.Close()
	return body(s)
}

// Using is clean: the helper opens by a method value, and closes.
func Using(conn *quic.Conn, msg []byte) error {
	return using(conn.OpenStream, func(s *quic.Stream) error {
		_, err := s.Write(msg)
		return err
	})
}
