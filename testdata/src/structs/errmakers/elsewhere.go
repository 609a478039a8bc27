package errmakers

import (
	"context"
	"io"

	"example.com/structs/errmakers/fail"
	"example.com/structs/errmakers/refuse"
	"github.com/quic-go/quic-go"
)

type taker interface {
	Take(s io.ReadWriteCloser)
}

func serveAll(ctx context.Context, conn *quic.Conn, t taker) {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		go func() {
			if err := serve(s, t); err != nil {
				s.Close()
			}
		}()
	}
}

func serve(s *quic.Stream, t taker) error {
	var kind [1]byte
	if _, err := io.ReadFull(s, kind[:]); err != nil {
		return fail.New("no kind")
	}
	t.Take(s)
	return nil
}

func caused(ctx context.Context, conn *quic.Conn, t taker) (err error) {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(0)
		}
	}()
	var kind [1]byte
	if _, err := io.ReadFull(s, kind[:]); err != nil {
		return fail.Cause(err, "no kind")
	}
	t.Take(s)
	return nil
}

func wrapped(ctx context.Context, conn *quic.Conn, t taker) (err error) {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(0)
		}
	}()
	var kind [1]byte
	if _, err := io.ReadFull(s, kind[:]); err != nil {
		return fail.Wrap(err, "no kind")
	}
	t.Take(s)
	return nil
}

// wrappedNothing leaks: a read may bring too little without an error.
func wrappedNothing(ctx context.Context, conn *quic.Conn, t taker) (err error) {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(0)
		}
	}()
	var kind [2]byte
	if n, err := s.Read(kind[:]); n < len(kind) {
		return fail.Wrap(err, "no kind")
	}
	t.Take(s)
	return nil
}

// written closes the stream because refuse.Tell always returns an error, whether
// it could write or not.
func written(ctx context.Context, conn *quic.Conn, t taker) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return
	}
	if err := takeOrTell(s, t); err != nil {
		_ = s.Close()
	}
}

func takeOrTell(s *quic.Stream, t taker) error {
	var kind [1]byte
	if _, err := io.ReadFull(s, kind[:]); err != nil {
		return err
	}
	if kind[0] != 'k' {
		return refuse.Tell(s, s.StreamID())
	}
	t.Take(s)
	return nil
}
