package connclose

import (
	"context"
	"encoding/binary"
	"io"
	"sync"

	"github.com/quic-go/quic-go"
)

type session struct {
	conn *quic.Conn
	name string
}

func (h *session) shutdown(code quic.ApplicationErrorCode) error {
	return h.conn.CloseWithError(code, h.name)
}

func (h *session) fail(err error) error {
	_ = h.shutdown(codeProtocol)
	return err
}

func (h *session) rename(name string) { h.name = name }

func (h *session) fieldClosedOnThePath() error {
	s, err := h.conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(s, h.name); err != nil {
		_ = h.conn.CloseWithError(codeProtocol, "")
		return err
	}
	return s.Close()
}

func (h *session) closedByMethod() error {
	s, err := h.conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(s, h.name); err != nil {
		return h.fail(err)
	}
	return s.Close()
}

func (h *session) closedByDeferredMethod(ctx context.Context) error {
	defer h.shutdown(codeNone)
	s, err := h.conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func (h *session) methodThatClosesNothing() error {
	s, err := h.conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 4)); err != nil {
		h.rename("broken")
		return err
	}
	return s.Close()
}

func (h *session) closesTheOtherSession(other *session) error {
	s, err := h.conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 4)); err != nil {
		return other.fail(err)
	}
	return s.Close()
}

func sessionOfParameter(ctx context.Context, conn *quic.Conn) error {
	h := &session{conn: conn, name: "temp"}
	defer h.shutdown(codeNone)
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, h.name)
	return err
}

// The server below answers one question per stream, as DNS over QUIC does.

type doqServer struct {
	wg     sync.WaitGroup
	answer func([]byte) []byte
}

func (d *doqServer) acceptConns(ctx context.Context, ln *quic.Listener) error {
	for {
		conn, err := ln.Accept(ctx)
		if err != nil {
			return err
		}
		d.wg.Go(func() { d.serveConn(ctx, conn) })
	}
}

func (d *doqServer) serveConn(ctx context.Context, conn *quic.Conn) {
	defer closeConn(conn, codeNone)
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		d.wg.Go(func() { _ = d.serveQuery(conn, s) })
	}
}

func (d *doqServer) serveQuery(conn *quic.Conn, s *quic.Stream) error {
	var n uint16
	if err := binary.Read(s, binary.BigEndian, &n); err != nil {
		closeConn(conn, codeProtocol)
		return err
	}
	msg := make([]byte, n)
	if _, err := io.ReadFull(s, msg); err != nil {
		closeConn(conn, codeProtocol)
		return err
	}
	_, _ = s.Write(d.answer(msg))
	return s.Close()
}

func (d *doqServer) serveConnCarelessly(ctx context.Context, conn *quic.Conn) {
	defer closeConn(conn, codeNone)
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return
		}
		d.wg.Go(func() { _ = d.serveQueryCarelessly(conn, s) })
	}
}

func (d *doqServer) serveQueryCarelessly(conn *quic.Conn, s *quic.Stream) error {
	var n uint16
	if err := binary.Read(s, binary.BigEndian, &n); err != nil {
		closeConn(conn, codeProtocol)
		return err
	}
	if n == 0 {
		return errProtocol
	}
	_, _ = s.Write(d.answer(make([]byte, n)))
	return s.Close()
}

func perConnectionGoroutine(ctx context.Context, ln *quic.Listener) {
	for {
		conn, err := ln.Accept(ctx)
		if err != nil {
			return
		}
		go func() {
			defer conn.CloseWithError(codeNone, "")
			s, err := conn.AcceptStream(ctx)
			if err != nil {
				return
			}
			_, _ = io.Copy(s, s)
		}()
	}
}

func perConnectionGoroutineWithoutClose(ctx context.Context, ln *quic.Listener) {
	for {
		conn, err := ln.Accept(ctx)
		if err != nil {
			return
		}
		go func() {
			s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
			if err != nil {
				return
			}
			_, _ = io.Copy(s, s)
		}()
	}
}
