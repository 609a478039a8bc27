// Package straight shows streams in functions without branches but for the
// check of the acquire's error: what is a release, and (leaks.go) what is none.
package straight

import (
	"context"
	"crypto/tls"
	"errors"
	"io"

	"github.com/quic-go/quic-go"
)

// Closed is clean.
func Closed(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, werr := s.Write(msg)
	cerr := s.Close()
	return errors.Join(werr, cerr)
}

// CloseReturned is clean: the result of Close does not matter.
func CloseReturned(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return s.Close()
}

// CancelWrite is clean: it ends the same half.
func CancelWrite(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	s.CancelWrite(4)
	return err
}

// Deferred is clean.
func Deferred(ctx context.Context, conn *quic.Conn) ([]byte, error) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return io.ReadAll(s)
}

// DeferredCancel is clean.
func DeferredCancel(ctx context.Context, conn *quic.Conn) ([]byte, error) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return nil, err
	}
	defer s.CancelWrite(0)
	return io.ReadAll(s)
}

// ClosedTwice is clean: a second Close does nothing.
func ClosedTwice(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	s.Write(msg)
	return s.Close()
}

// CloseOfBlankError is clean: the error of the acquire is dropped, and the
// stream is closed.
func CloseOfBlankError(conn *quic.Conn, msg []byte) {
	s, _ := conn.OpenStream()
	s.Write(msg)
	s.Close()
}

// BothHalves is clean.
func BothHalves(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	s.CancelRead(0)
	return s.Close()
}

// ConnectionClosed is clean: the stream ends with its connection.
func ConnectionClosed(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	conn.CloseWithError(0, "")
	return err
}

// ConnectionDeferred is clean: the connection is closed at the function's end.
func ConnectionDeferred(ctx context.Context, addr string, conf *tls.Config, msg []byte) ([]byte, error) {
	conn, err := quic.DialAddr(ctx, addr, conf, nil)
	if err != nil {
		return nil, err
	}
	defer conn.CloseWithError(0, "bye")
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := s.Write(msg); err != nil {
		return nil, err
	}
	return io.ReadAll(s)
}

// HelperClosesConnection is clean: a helper closes the connection.
func HelperClosesConnection(ctx context.Context, conn *quic.Conn, buf []byte) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	_, err = s.Read(buf)
	hangUp(conn, err)
	return err
}

func hangUp(conn *quic.Conn, err error) {
	if err != nil {
		conn.CloseWithError(1, err.Error())
	} else {
		conn.CloseWithError(0, "")
	}
}

// ReceiveStream is clean: a receive stream has no send side.
func ReceiveStream(ctx context.Context, conn *quic.Conn) ([]byte, error) {
	r, err := conn.AcceptUniStream(ctx)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// Returned is clean: the caller owns it.
func Returned(ctx context.Context, conn *quic.Conn) (*quic.Stream, error) {
	return conn.OpenStreamSync(ctx)
}
