// Package errmakers shows errors that are never nil because of where they come
// from: a stream that is closed on an error is closed there. Where the error
// may be nil, it is not.
package errmakers

import (
	"context"
	"errors"
	"io"
	"net"
	"os"

	"github.com/quic-go/quic-go"
)

var errOwn = errors.New("own")

type number int

func (number) Error() string { return "number" }

func kinds(ctx context.Context, conn *quic.Conn, kind int) (_ *quic.Stream, err error) {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(0)
		}
	}()
	switch kind {
	case 1:
		return nil, io.EOF
	case 2:
		return nil, net.ErrClosed
	case 3:
		return nil, os.ErrInvalid
	case 4:
		return nil, errOwn
	case 5:
		return nil, number(kind)
	case 6:
		return nil, &net.OpError{Op: "open"}
	case 7:
		return nil, os.ErrDeadlineExceeded
	}
	return s, nil
}

func noKind(ctx context.Context, conn *quic.Conn, kind int) (_ *quic.Stream, err error) {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(0)
		}
	}()
	switch kind {
	case 1:
		return nil, io.EOF
	case 2:
		return nil, nil
	}
	return s, nil
}

func joined(ctx context.Context, conn *quic.Conn, hello []byte) (_ *quic.Stream, err error) {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(0)
		}
	}()
	if _, err := s.Read(hello); err != nil {
		return nil, errors.Join(err, errOwn)
	}
	return s, nil
}

func joinedNothing(ctx context.Context, conn *quic.Conn, hello []byte, other func() error) (_ *quic.Stream, err error) {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(0)
		}
	}()
	if n, err := s.Read(hello); n == 0 {
		return nil, errors.Join(err, other())
	}
	return s, nil
}

func asOther(ctx context.Context, conn *quic.Conn, hello []byte) (_ *quic.Stream, err error) {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(0)
		}
	}()
	if _, err := s.Read(hello); err != nil {
		var ne net.Error
		if errors.As(err, &ne) {
			return nil, ne
		}
		return nil, err
	}
	return s, nil
}

func asNothing(ctx context.Context, conn *quic.Conn, hello []byte) (_ *quic.Stream, err error) {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(0)
		}
	}()
	if _, err := s.Read(hello); err != nil {
		var ne *net.OpError
		if errors.As(err, &ne) {
			return nil, ne.Err
		}
		return nil, err
	}
	return s, nil
}
