// Package hooks calls functions through variables and fields that get one value
// and keep it.
package hooks

import (
	"context"

	"github.com/quic-go/quic-go"
)

var openStream = func(ctx context.Context, conn *quic.Conn) (*quic.Stream, error) {
	return conn.OpenStreamSync(ctx)
}

var closeStream = func(s *quic.Stream) { s.Close() }

var forgetStream = func(s *quic.Stream) { s.Write(nil) }

func throughVariable(ctx context.Context, conn *quic.Conn) error {
	s, err := openStream(ctx, conn) // want "stream from openStream is not closed on every path: still open when throughVariable returns"
	if err != nil {
		return err
	}
	_, err = s.Write([]byte("hello"))
	return err
}

func throughVariableClosed(ctx context.Context, conn *quic.Conn) error {
	s, err := openStream(ctx, conn)
	if err != nil {
		return err
	}
	_, err = s.Write([]byte("hello"))
	closeStream(s)
	return err
}

func forgotten(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "still open when forgotten returns"
	if err != nil {
		return err
	}
	forgetStream(s)
	return nil
}

// changed may be anything.
var changed = func(s *quic.Stream) { s.Write(nil) }

// Change changes it.
func Change(f func(*quic.Stream)) { changed = f }

func throughChanged(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	changed(s)
	return nil
}

// Exported may be changed elsewhere.
var Exported = func(s *quic.Stream) { s.Write(nil) }

func throughExported(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	Exported(s)
	return nil
}

var lent = func(s *quic.Stream) { s.Write(nil) }

func lend(f *func(*quic.Stream)) { *f = nil }

func throughLent(conn *quic.Conn) error {
	lend(&lent)
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	lent(s)
	return nil
}

// A runtime has its functions in fields, as tests like to replace them.
type runtime struct {
	open   func(conn *quic.Conn) (*quic.Stream, error)
	finish func(*quic.Stream)
	either func(*quic.Stream)
}

func open(conn *quic.Conn) (*quic.Stream, error) { return conn.OpenStream() }

func newRuntime(quiet bool) *runtime {
	r := &runtime{
		open:   open,
		finish: func(s *quic.Stream) { s.Close() },
		either: func(s *quic.Stream) { s.Close() },
	}
	if quiet {
		r.either = func(s *quic.Stream) { s.Write(nil) }
	}
	return r
}

func (r *runtime) leaks(conn *quic.Conn) error {
	s, err := r.open(conn) // want "stream from open is not closed on every path: still open when leaks returns"
	if err != nil {
		return err
	}
	_, err = s.Write([]byte("hello"))
	return err
}

func (r *runtime) finishes(conn *quic.Conn) error {
	s, err := r.open(conn)
	if err != nil {
		return err
	}
	defer r.finish(s)
	_, err = s.Write([]byte("hello"))
	return err
}

func (r *runtime) trusts(conn *quic.Conn) error {
	s, err := r.open(conn)
	if err != nil {
		return err
	}
	r.either(s)
	return nil
}
