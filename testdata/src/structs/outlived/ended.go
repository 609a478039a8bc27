package outlived

import (
	"context"
	"errors"
	"io"

	"golang.org/x/sync/errgroup"

	"github.com/quic-go/quic-go"
)

// A client ends the connection that it keeps, also before it does keep it: the
// goroutine below gets the one that is going to be stored.
type client struct {
	conn *quic.Conn
	log  io.Closer
}

func (c *client) connect(conn *quic.Conn) {
	go func() {
		if err := sendToken(conn); err != nil {
			c.stop()
		}
	}()
	c.conn = conn
}

func (c *client) connectAndLog(conn *quic.Conn) {
	go func() {
		if err := sendGreeting(conn); err != nil {
			c.quiet()
		}
	}()
	c.conn = conn
}

func (c *client) stop() {
	if c.conn != nil {
		_ = c.conn.CloseWithError(1, "stop")
	}
}

func (c *client) quiet() { _ = c.log.Close() }

func sendToken(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 8)); err != nil {
		return err
	}
	return s.Close()
}

func sendGreeting(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "its caller func literal in connectAndLog does not close the connection"
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 8)); err != nil {
		return err
	}
	return s.Close()
}

// Connections in a registry are ended by their names.

var conns = make(map[string]*quic.Conn)

func connFor(name string) *quic.Conn { return conns[name] }

func drop(name string) {
	if conn, ok := conns[name]; ok {
		_ = conn.CloseWithError(1, "dropped")
		delete(conns, name)
	}
}

func forget(name string) { delete(conns, name) }

func byName(name string) (*quic.Stream, error) {
	s, err := connFor(name).OpenStream()
	if err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(s, make([]byte, 8)); err != nil {
		drop(name)
		return nil, err
	}
	return s, nil
}

func byForgottenName(name string) (*quic.Stream, error) {
	s, err := connFor(name).OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(s, make([]byte, 8)); err != nil {
		forget(name)
		return nil, err
	}
	return s, nil
}

// A callback gets the connection together with the reason to end it.

type hooks struct {
	conn   *quic.Conn
	failed func(*quic.Conn, error)
	count  func(error)
}

func (h *hooks) ask() (err error) {
	defer func() { h.failed(h.conn, err) }()
	s, err := h.conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 8)); err != nil {
		return err
	}
	return s.Close()
}

func (h *hooks) askAndCount() (err error) {
	defer func() { h.count(err) }()
	s, err := h.conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 8)); err != nil {
		return err
	}
	return s.Close()
}

// A group of goroutines ends with the first error, and then so does the
// connection.

type server struct{ conn *quic.Conn }

func (v *server) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return v.accept(ctx, group) })
	<-ctx.Done()
	_ = v.conn.CloseWithError(0, "")
	return group.Wait()
}

func (v *server) accept(ctx context.Context, group *errgroup.Group) error {
	for {
		s, err := v.conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		group.Go(func() error { return answer(s) })
	}
}

func answer(s *quic.Stream) error {
	if _, err := io.ReadFull(s, make([]byte, 8)); err != nil {
		return err
	}
	return s.Close()
}

func (v *server) acceptCarelessly(ctx context.Context, group *errgroup.Group) error {
	for {
		s, err := v.conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		group.Go(func() error {
			if _, err := io.ReadFull(s, make([]byte, 8)); errors.Is(err, io.EOF) {
				return nil
			}
			return s.Close()
		})
	}
}
