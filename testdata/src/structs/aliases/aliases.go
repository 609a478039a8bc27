// Package aliases shows streams under more than one name: interfaces,
// pointers, fields of local structs, and variables that change hands.
package aliases

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"
)

// SecondName is clean: closed under its second name.
func SecondName(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	same := s
	defer same.Close()
	_, err = s.Write(msg)
	return err
}

// SecondNameOnly leaks: a second name is no second owner.
func SecondNameOnly(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	same := s
	_, err = same.Write(msg)
	return err
}

// AsWriteCloser is clean.
func AsWriteCloser(conn *quic.Conn, msg []byte) error {
	var w io.WriteCloser
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	w = s
	if _, err := w.Write(msg); err != nil {
		w.Close()
		return err
	}
	return w.Close()
}

// AsWriteCloserForgets leaks: the interface is used, and not closed.
func AsWriteCloserForgets(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	var w io.WriteCloser = s
	if len(msg) == 0 {
		return nil
	}
	w.Write(msg)
	return w.Close()
}

// AsReader leaks: behind an io.Reader nothing can be closed.
func AsReader(ctx context.Context, conn *quic.Conn) ([]byte, error) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return nil, err
	}
	var r io.Reader = s
	return io.ReadAll(r)
}

// Either is clean: the variable holds one stream or the other.
func Either(conn *quic.Conn, urgent bool, msg []byte) error {
	normal, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer normal.Close()
	w := normal
	if urgent {
		extra, err := conn.OpenStream()
		if err != nil {
			return err
		}
		defer extra.Close()
		w = extra
	}
	_, err = w.Write(msg)
	return err
}

// EitherClosed leaks the normal stream when the message is urgent: the
// variable holds the other then.
func EitherClosed(conn *quic.Conn, urgent bool, msg []byte) error {
	w, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if urgent {
		extra, err := conn.OpenStream()
		if err != nil {
			w.CancelWrite(1)
			return err
		}
		w = extra
	}
	w.Write(msg)
	return w.Close()
}

// StreamOrBuffer is clean: the closer is the stream or nothing.
func StreamOrBuffer(conn *quic.Conn, dry bool, msg []byte) error {
	var w io.Writer = io.Discard
	var c io.Closer
	if !dry {
		s, err := conn.OpenStream()
		if err != nil {
			return err
		}
		w, c = s, s
	}
	_, err := w.Write(msg)
	if c != nil {
		c.Close()
	}
	return err
}

// ByPointer is clean: closed through a pointer to the variable.
func ByPointer(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	p := &s
	defer func() { (*p).Close() }()
	_, err = s.Write(msg)
	return err
}

// open puts a new stream into *dst.
func open(conn *quic.Conn, dst **quic.Stream) (err error) {
	*dst, err = conn.OpenStream()
	return err
}

// FilledByPointer is clean: the helper fills the variable, and the caller
// closes it.
func FilledByPointer(conn *quic.Conn, msg []byte) error {
	var s *quic.Stream
	if err := open(conn, &s); err != nil {
		return err
	}
	defer s.Close()
	_, err := s.Write(msg)
	return err
}

// ReplacedByPointer leaks: the variable is overwritten through a pointer.
func ReplacedByPointer(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	p := &s
	s.Write(msg)
	next, err := conn.OpenStream()
	if err != nil {
		s.Close()
		return err
	}
	*p = next
	return s.Close()
}

// Captured is clean: the closure writes to the variable that both share.
func Captured(conn *quic.Conn, msg []byte) error {
	var s *quic.Stream
	reset := func() {
		if s != nil {
			s.Close()
			s = nil
		}
	}
	var err error
	if s, err = conn.OpenStream(); err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		reset()
		return err
	}
	reset()
	return nil
}

type pair struct {
	in, out *quic.Stream
}

// InStruct is clean: both fields are closed.
func InStruct(ctx context.Context, conn *quic.Conn) error {
	var p pair
	var err error
	if p.in, err = conn.AcceptStream(ctx); err != nil {
		return err
	}
	defer p.in.Close()
	if p.out, err = conn.OpenStreamSync(ctx); err != nil {
		return err
	}
	defer p.out.Close()
	_, err = io.Copy(p.out, p.in)
	return err
}

// InStructOneForgotten leaks what is in the second field.
func InStructOneForgotten(ctx context.Context, conn *quic.Conn) error {
	var p pair
	var err error
	if p.in, err = conn.AcceptStream(ctx); err != nil {
		return err
	}
	defer p.in.Close()
	if p.out, err = conn.OpenStreamSync(ctx); err != nil { // want "stream from OpenStreamSync is not closed"
		return err
	}
	_, err = io.Copy(p.out, p.in)
	return err
}

// StructCopied is clean: the copy holds the same stream.
func StructCopied(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	p := pair{out: s}
	q := p
	p.out = nil
	defer q.out.Close()
	_, err = s.Write(msg)
	return err
}

// StructCopiedClosesNothing leaks: the copy was made before the stream came.
func StructCopiedClosesNothing(conn *quic.Conn, msg []byte) error {
	var p pair
	q := p
	var err error
	if p.out, err = conn.OpenStream(); err != nil { // want "stream from OpenStream is not closed"
		return err
	}
	defer func() {
		if q.out != nil {
			q.out.Close()
		}
	}()
	_, err = p.out.Write(msg)
	return err
}

// Swapped is clean: the two change names, and both are closed.
func Swapped(conn *quic.Conn, flip bool) error {
	a, err := conn.OpenStream()
	if err != nil {
		return err
	}
	b, err := conn.OpenStream()
	if err != nil {
		a.Close()
		return err
	}
	if flip {
		a, b = b, a
	}
	io.Copy(a, b)
	a.Close()
	return b.Close()
}

// SwappedOneClosed leaks one of the two, whichever is the second name's then.
func SwappedOneClosed(conn *quic.Conn, flip bool) error {
	a, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	b, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		a.Close()
		return err
	}
	if flip {
		a, b = b, a
	}
	io.Copy(a, b)
	return a.Close()
}

// InArray is clean: an array's element is a variable like any other.
func InArray(conn *quic.Conn, msg []byte) error {
	var a [1]*quic.Stream
	var err error
	if a[0], err = conn.OpenStream(); err != nil {
		return err
	}
	a[0].Write(msg)
	return a[0].Close()
}
