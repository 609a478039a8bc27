// Package carriers shows connections that end without a call of one of their
// methods: what they run over is closed, a transport, its socket, or the
// connection below another one. A listener carries none: what it accepted goes
// on without it.
package carriers

import (
	"context"
	"crypto/tls"
	"io"
	"net"

	"github.com/quic-go/quic-go"
)

type settings struct {
	tls  *tls.Config
	quic *quic.Config
}

func transportInDefer(ctx context.Context, socket net.PacketConn, peer net.Addr, set settings) error {
	tr := &quic.Transport{Conn: socket}
	defer tr.Close()
	conn, err := tr.Dial(ctx, peer, set.tls, set.quic)
	if err != nil {
		return err
	}
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "hello")
	return err
}

func transportInDeferredClosure(ctx context.Context, socket net.PacketConn, peer net.Addr, set settings) error {
	tr := &quic.Transport{Conn: socket}
	defer func() {
		if err := tr.Close(); err != nil {
			println(err.Error())
		}
	}()
	conn, err := tr.Dial(ctx, peer, set.tls, set.quic)
	if err != nil {
		return err
	}
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "hello")
	return err
}

func socketOfTransport(ctx context.Context, peer net.Addr, set settings) error {
	socket, err := net.ListenUDP("udp", nil)
	if err != nil {
		return err
	}
	defer socket.Close()
	tr := quic.Transport{Conn: socket}
	conn, err := tr.Dial(ctx, peer, set.tls, set.quic)
	if err != nil {
		return err
	}
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "hello")
	return err
}

func socketOnThePath(ctx context.Context, socket net.PacketConn, peer net.Addr, set settings) (*quic.Conn, error) {
	conn, err := quic.Dial(ctx, socket, peer, set.tls, set.quic)
	if err != nil {
		return nil, err
	}
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		socket.Close()
		return nil, err
	}
	if _, err := io.WriteString(s, "hello"); err != nil {
		socket.Close()
		return nil, err
	}
	return conn, s.Close()
}

func socketOnOnePath(ctx context.Context, socket net.PacketConn, peer net.Addr, set settings) (*quic.Conn, error) {
	conn, err := quic.Dial(ctx, socket, peer, set.tls, set.quic)
	if err != nil {
		return nil, err
	}
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		socket.Close()
		return nil, err
	}
	if _, err := io.ReadFull(s, make([]byte, 4)); err != nil {
		return nil, err
	}
	return conn, s.Close()
}

func anotherSocket(ctx context.Context, socket, other net.PacketConn, peer net.Addr, set settings) error {
	defer other.Close()
	conn, err := quic.Dial(ctx, socket, peer, set.tls, set.quic)
	if err != nil {
		return err
	}
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func dialOn(ctx context.Context, tr *quic.Transport, peer net.Addr, set settings) (*quic.Conn, error) {
	return tr.DialEarly(ctx, peer, set.tls, set.quic)
}

func byHelper(ctx context.Context, tr *quic.Transport, peer net.Addr, set settings) error {
	conn, err := dialOn(ctx, tr, peer, set)
	if err != nil {
		return err
	}
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 4)); err != nil {
		_ = tr.Close()
		return err
	}
	return s.Close()
}

func again(ctx context.Context, tr *quic.Transport, peer net.Addr, set settings) error {
	defer tr.Close()
	conn, err := tr.Dial(ctx, peer, set.tls, set.quic)
	if err != nil {
		return err
	}
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, s)
	}
}

// A layer speaks a protocol of its own on a connection.
type layer interface {
	OpenStreamSync(context.Context) (*quic.Stream, error)
	CloseWithError(quic.ApplicationErrorCode, string) error
}

func below(ctx context.Context, conn *quic.Conn, on func(*quic.Conn) layer) error {
	defer conn.CloseWithError(0, "")
	client := on(conn)
	s, err := client.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func notBelow(ctx context.Context, conn *quic.Conn, on func() layer) error {
	defer conn.CloseWithError(0, "")
	client := on()
	s, err := client.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func listenerIsNone(ctx context.Context, ln *quic.Listener) error {
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

func transportOfListener(ctx context.Context, socket net.PacketConn, set settings) error {
	tr := &quic.Transport{Conn: socket}
	defer tr.Close()
	ln, err := tr.Listen(set.tls, set.quic)
	if err != nil {
		return err
	}
	conn, err := ln.Accept(ctx)
	if err != nil {
		return err
	}
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "hello")
	return err
}

// What was accepted stays when its listener is closed.
func listenerOfTransport(ctx context.Context, socket net.PacketConn, set settings) error {
	tr := &quic.Transport{Conn: socket}
	ln, err := tr.Listen(set.tls, set.quic)
	if err != nil {
		return err
	}
	defer ln.Close()
	conn, err := ln.Accept(ctx)
	if err != nil {
		return err
	}
	s, err := conn.AcceptStream(ctx) // want `still open when listenerOfTransport returns`
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "hello")
	return err
}
