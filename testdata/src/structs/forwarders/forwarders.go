// Package forwarders shows interfaces of the package that QUIC implements
// beside others: a call of a method can reach any implementation in view.
package forwarders

import (
	"context"
	"io"
	"net"

	"github.com/quic-go/quic-go"
)

// dialer is implemented by quicDialer and tcpDialer, and by nothing else.
type dialer interface {
	dial(ctx context.Context, addr string) (io.ReadWriteCloser, error)
}

type quicDialer struct{ conn *quic.Conn }

func (d *quicDialer) dial(ctx context.Context, _ string) (io.ReadWriteCloser, error) {
	return d.conn.OpenStreamSync(ctx)
}

type tcpDialer struct{}

func (tcpDialer) dial(ctx context.Context, addr string) (io.ReadWriteCloser, error) {
	var d net.Dialer
	return d.DialContext(ctx, "tcp", addr)
}

func dialers(conn *quic.Conn) map[string]dialer {
	return map[string]dialer{"quic": &quicDialer{conn}, "tcp": tcpDialer{}}
}

func sayThrough(ctx context.Context, ds map[string]dialer, scheme, addr string, msg []byte) error {
	rwc, err := ds[scheme].dial(ctx, addr)
	if err != nil {
		return err
	}
	defer rwc.Close()
	_, err = rwc.Write(msg)
	return err
}

func forgetThrough(ctx context.Context, ds map[string]dialer, scheme, addr string, msg []byte) error {
	rwc, err := ds[scheme].dial(ctx, addr) // want "stream from dial is not closed"
	if err != nil {
		return err
	}
	if _, err = rwc.Write(msg); err != nil {
		return err
	}
	return rwc.Close()
}

// handler is implemented by echo, which closes, and by sink, which does not.
type handler interface {
	handle(s *quic.Stream)
}

type echo struct{}

func (echo) handle(s *quic.Stream) {
	defer s.Close()
	io.Copy(s, s)
}

type sink struct{}

func (sink) handle(s *quic.Stream) { io.Copy(io.Discard, s) }

func serve(ctx context.Context, conn *quic.Conn, h handler) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		go h.handle(s)
	}
}

func serveAll(ctx context.Context, conn *quic.Conn) {
	go serve(ctx, conn, echo{})
	serve(ctx, conn, sink{})
}

// closer is implemented by types that all close.
type closer interface {
	finish(s *quic.Stream)
}

type graceful struct{}

func (graceful) finish(s *quic.Stream) { s.Close() }

type abrupt struct{}

func (abrupt) finish(s *quic.Stream) { s.CancelWrite(1) }

func choose(fast bool) closer {
	if fast {
		return abrupt{}
	}
	return graceful{}
}

func finishThrough(conn *quic.Conn, fast bool) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	choose(fast).finish(s)
	return nil
}

// Observer is exported: other packages may implement it, and their Observe
// may close.
type Observer interface {
	Observe(s *quic.Stream)
}

type counter struct{ n int }

func (c *counter) Observe(*quic.Stream) { c.n++ }

// NewObserver returns the implementation in view.
func NewObserver() Observer { return new(counter) }

func observe(conn *quic.Conn, o Observer) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	o.Observe(s)
	return nil
}

func observeDefault(conn *quic.Conn, o Observer) error {
	if o == nil {
		o = new(counter)
	}
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	o.Observe(s)
	return nil
}
