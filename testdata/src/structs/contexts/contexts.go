// Package contexts shows contexts that end with something. When the context of
// a connection is done the connection is closed, and its streams with it. The
// context of a stream releases nothing, nor does any other.
package contexts

import (
	"context"
	"errors"

	"github.com/quic-go/quic-go"
)

var errGone = errors.New("gone")

func connDone(conn *quic.Conn, out chan<- *quic.Stream) {
	ctx := conn.Context()
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		select {
		case <-ctx.Done():
		case out <- s:
		}
	}
}

func connDoneOnce(conn *quic.Conn, out chan<- *quic.Stream) {
	s, err := conn.AcceptStream(conn.Context())
	if err != nil {
		return
	}
	select {
	case <-conn.Context().Done():
		return
	case out <- s:
	}
}

func otherDone(ctx context.Context, conn *quic.Conn, out chan<- *quic.Stream) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	select {
	case <-ctx.Done():
		return
	case out <- s:
	}
}

func childDone(conn *quic.Conn, out chan<- *quic.Stream) {
	ctx, cancel := context.WithCancel(conn.Context())
	defer cancel()
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return
	}
	select {
	case <-ctx.Done():
	case out <- s:
	}
}

func childCancelled(conn *quic.Conn, out chan<- *quic.Stream, quit <-chan struct{}) {
	ctx, cancel := context.WithCancel(conn.Context())
	defer cancel()
	go func() {
		<-quit
		cancel()
	}()
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	select {
	case <-ctx.Done():
	case out <- s:
	}
}

func streamErr(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if s.Context().Err() != nil {
		return errGone
	}
	return s.Close()
}

func streamErrReset(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if s.Context().Err() != nil {
		s.CancelWrite(0)
		return errGone
	}
	return s.Close()
}

func streamDone(conn *quic.Conn, work <-chan int) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	for {
		select {
		case <-s.Context().Done():
			return s.Context().Err()
		case _, ok := <-work:
			if !ok {
				return s.Close()
			}
		}
	}
}

// reader keeps a context, and does not close once it is done.
type reader struct {
	ctx context.Context
	s   *quic.Stream
}

func (r *reader) Close() error {
	if r.ctx.Err() != nil {
		return nil
	}
	return r.s.Close()
}

type key struct{}

func keptContext(conn *quic.Conn, answer []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	r := &reader{ctx: context.WithValue(s.Context(), key{}, "value"), s: s}
	defer r.Close()
	_, err = s.Read(answer)
	return err
}
