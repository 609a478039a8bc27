package directives

import (
	"io"

	"example.com/structs/directives/sink"
	"github.com/quic-go/quic-go"
)

// Directives on what is generic, embedded, variadic or declared in a function.

//streamclose:owns v
func take[T any](v T) {}

func callTake(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	take(s)
	return nil
}

//streamclose:owns all
func takeAll(all ...io.Writer) {}

func callTakeAll(conn *quic.Conn, w io.Writer) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	takeAll(w, s)
	return nil
}

func callThroughValue(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	f := takeAll
	f(s)
	return nil
}

type cell[T any] struct {
	v    T //streamclose:borrows
	a, b T //streamclose:borrows
	kept T
}

func fill(conn *quic.Conn, c *cell[*quic.Stream]) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	c.v = s
	c.b = s
	return nil
}

func fillKept(conn *quic.Conn, c *cell[*quic.Stream]) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	c.kept = s
	return nil
}

func (c *cell[T]) get() T { return c.kept }

type view struct {
	*quic.Stream //streamclose:borrows
}

func look(conn *quic.Conn) (*view, error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return nil, err
	}
	return &view{s}, nil
}

func local(conn *quic.Conn) any {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return nil
	}
	type peek struct {
		s *quic.Stream //streamclose:borrows
	}
	return &peek{s}
}

// The embedded interface has the directive, and so has what embeds it.
type both interface {
	handler
	io.Closer
}

func serveBoth(conn *quic.Conn, b both) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	b.serve(s)
}

func recent(conn *quic.Conn, pool *sink.Pool) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	pool.Recent = append(pool.Recent, s)
	return nil
}

// try is clean: its caller closes the connection on its error.
//
//streamclose:owns s
func try(conn *quic.Conn, s *quic.Stream) error {
	if _, err := s.Write(nil); err != nil {
		return err
	}
	return s.Close()
}

func callTry(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	if err := try(conn, s); err != nil {
		conn.CloseWithError(1, "")
	}
}
