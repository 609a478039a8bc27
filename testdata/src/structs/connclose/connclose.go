// Package connclose shows streams released by closing the connection they came
// from: directly, deferred, by a helper or by a method of a type that holds it.
// The exception is the acquire that runs again while the last stream is owed.
package connclose

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"

	"github.com/quic-go/quic-go"
)

const (
	codeNone     quic.ApplicationErrorCode = 0
	codeProtocol quic.ApplicationErrorCode = 2
)

var errProtocol = errors.New("protocol error")

func closeConn(conn *quic.Conn, code quic.ApplicationErrorCode) {
	if conn == nil {
		return
	}
	_ = conn.CloseWithError(code, "")
}

func logOnly(conn *quic.Conn, code quic.ApplicationErrorCode) {
	println(conn.RemoteAddr().String(), uint64(code))
}

func onThePath(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(s, "hello"); err != nil {
		_ = conn.CloseWithError(codeProtocol, err.Error())
		return err
	}
	return s.Close()
}

func onAnotherPath(conn *quic.Conn, check func() bool) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if !check() {
		_ = conn.CloseWithError(codeProtocol, "check")
		return errProtocol
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func inDefer(ctx context.Context, addr string, conf *tls.Config) error {
	conn, err := quic.DialAddr(ctx, addr, conf, nil)
	if err != nil {
		return err
	}
	defer conn.CloseWithError(codeNone, "")
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(s, "one question"); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func dialedAndForgotten(ctx context.Context, addr string, conf *tls.Config) error {
	conn, err := quic.DialAddr(ctx, addr, conf, nil)
	if err != nil {
		return err
	}
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		_ = conn.CloseWithError(codeNone, "")
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func inDeferredClosure(conn *quic.Conn) (err error) {
	defer func() {
		code := codeNone
		if err != nil {
			code = codeProtocol
		}
		_ = conn.CloseWithError(code, "bye")
	}()
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "hello")
	return err
}

func inDeferOnErrorOnly(conn *quic.Conn) (err error) {
	defer func() {
		if err != nil {
			_ = conn.CloseWithError(codeProtocol, err.Error())
		}
	}()
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "hello")
	return err
}

func inConditionalDefer(conn *quic.Conn, mine bool) error {
	if mine {
		defer conn.CloseWithError(codeNone, "")
	}
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func byHelper(ctx context.Context, conn *quic.Conn) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return
	}
	var id uint16
	if err := binary.Read(s, binary.BigEndian, &id); err != nil {
		closeConn(conn, codeProtocol)
		return
	}
	_ = s.Close()
}

func byDeferredHelper(ctx context.Context, conn *quic.Conn) {
	defer closeConn(conn, codeNone)
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, s)
}

func byHelperThatDoesNot(ctx context.Context, conn *quic.Conn) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	var id uint16
	if err := binary.Read(s, binary.BigEndian, &id); err != nil {
		logOnly(conn, codeProtocol)
		return
	}
	_ = s.Close()
}

func anotherConnection(front, back *quic.Conn) error {
	s, err := front.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := io.WriteString(s, "hello"); err != nil {
		return back.CloseWithError(codeProtocol, "wrong one")
	}
	return s.Close()
}

func bothConnections(front, back *quic.Conn) error {
	defer front.CloseWithError(codeNone, "")
	defer back.CloseWithError(codeNone, "")
	a, err := front.OpenStream()
	if err != nil {
		return err
	}
	b, err := back.OpenStream()
	if err != nil {
		return err
	}
	_, err = io.Copy(a, b)
	return err
}

func listenerIsNotTheConnection(ctx context.Context, ln *quic.Listener) error {
	defer ln.Close()
	conn, err := ln.Accept(ctx)
	if err != nil {
		return err
	}
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func contextIsNotTheConnection(conn *quic.Conn) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "hello")
	return err
}

func loopUntilClosed(ctx context.Context, conn *quic.Conn) error {
	defer conn.CloseWithError(codeNone, "")
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, s)
	}
}

func loopThatEndsAtTheFirstFailure(ctx context.Context, conn *quic.Conn) error {
	defer conn.CloseWithError(codeNone, "")
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, s); err != nil {
			return err
		}
		if err := s.Close(); err != nil {
			return err
		}
	}
}

func loopThatContinuesOnFailure(ctx context.Context, conn *quic.Conn) error {
	defer conn.CloseWithError(codeNone, "")
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, s); err != nil {
			continue
		}
		_ = s.Close()
	}
}

func loopThatClosesTheConnectionItself(ctx context.Context, conn *quic.Conn) {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		if _, err := io.Copy(io.Discard, s); err != nil {
			closeConn(conn, codeProtocol)
			return
		}
		_ = s.Close()
	}
}

func loopOverConnections(ctx context.Context, ln *quic.Listener) error {
	for {
		conn, err := ln.Accept(ctx)
		if err != nil {
			return err
		}
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			_ = conn.CloseWithError(codeProtocol, "no stream")
			continue
		}
		_, _ = io.WriteString(s, "busy")
		_ = conn.CloseWithError(codeNone, "busy")
	}
}

// inAnotherLiteral is clean: the deferred literal calls the one that ends the
// connection.
func inAnotherLiteral(conn *quic.Conn) error {
	shut := func() { _ = conn.CloseWithError(codeNone, "") }
	defer func() { shut() }()
	s, err := open(conn)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

// inReplacedLiteral leaks: what the deferred literal calls never ends the connection.
func inReplacedLiteral(conn *quic.Conn) error {
	shut := func() { _ = conn.CloseWithError(codeNone, "") }
	shut = func() { logOnly(conn, codeNone) }
	defer func() { shut() }()
	s, err := open(conn) // want "stream from open is not closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func open(conn *quic.Conn) (*quic.Stream, error) { return conn.OpenStream() }
