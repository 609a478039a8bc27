package elsewhere

import (
	"context"
	"encoding/binary"
	"io"

	"github.com/quic-go/quic-go"

	"example.com/structs/elsewhere/ends"
)

// A server has the connections that it gives to a handler, and gets the error of that. In
// another package, nobody can see whether it ends the connection then: it is trusted to.

func serve() *ends.Server { return ends.NewServer(handleGreeting) }

func handleGreeting(ctx context.Context, c *quic.Conn) error {
	s, err := c.AcceptStream(ctx)
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 1)); err != nil {
		return err
	}
	return s.Close()
}

type greeter struct{ greeting []byte }

func (g *greeter) serve() *ends.Server { return ends.NewServer(g.greet) }

func (g *greeter) greet(ctx context.Context, c *quic.Conn) error {
	s, err := c.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	if _, err := s.Write(g.greeting); err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 1)); err != nil {
		return err
	}
	return s.Close()
}

type listener struct{}

func (listener) serve() *ends.Server { return ends.NewServerFor(listener{}) }

func (listener) Handle(ctx context.Context, c *quic.Conn) error {
	s, err := c.AcceptStream(ctx)
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 1)); err != nil {
		return err
	}
	return s.Close()
}

type sizer[T any] struct{ of T }

func serveSizes() *ends.Server { return ends.NewServer((&sizer[int64]{}).size) }

func (z *sizer[T]) size(ctx context.Context, c *quic.Conn) error {
	s, err := c.AcceptStream(ctx)
	if err != nil {
		return err
	}
	if err := binary.Read(s, binary.BigEndian, &z.of); err != nil {
		return err
	}
	return s.Close()
}

func serveField() *ends.Server { return &ends.Server{OnConn: handleInField} }

func handleInField(ctx context.Context, c *quic.Conn) error {
	s, err := c.AcceptStream(ctx)
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 1)); err != nil {
		return err
	}
	return s.Close()
}

func serveLiteral(size int) *ends.Server {
	return ends.NewServer(func(ctx context.Context, c *quic.Conn) error {
		s, err := c.AcceptStream(ctx)
		if err != nil {
			return err
		}
		if _, err := io.ReadFull(s, make([]byte, size)); err != nil {
			return err
		}
		return s.Close()
	})
}

// Nobody else hears of a stream that is left open without an error.

func serveForgotten() *ends.Server { return ends.NewServer(handleAndForget) }

func handleAndForget(ctx context.Context, c *quic.Conn) error {
	s, err := c.AcceptStream(ctx) // want "still open when handleAndForget returns"
	if err != nil {
		return err
	}
	io.Copy(io.Discard, s)
	return nil
}

func serveForgottenLiteral(size int) *ends.Server {
	return ends.NewServer(func(ctx context.Context, c *quic.Conn) error {
		s, err := c.AcceptStream(ctx) // want "still open when"
		if err != nil {
			return err
		}
		io.CopyN(io.Discard, s, int64(size))
		return nil
	})
}

// retried leaks: Retry has no connection.
func retried(c *quic.Conn) error {
	return ends.Retry(func() error {
		s, err := c.OpenStream() // want "still open when"
		if err != nil {
			return err
		}
		if _, err := io.ReadFull(s, make([]byte, 1)); err != nil {
			return err
		}
		return s.Close()
	})
}

// handleHere leaks: what it is given to is in view, and ends nothing.
func handleHere(ctx context.Context, c *quic.Conn) error {
	s, err := c.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 1)); err != nil {
		return err
	}
	return s.Close()
}

func each(ctx context.Context, conns []*quic.Conn) {
	for _, c := range conns {
		handled(ctx, c, handleHere)
	}
}

func handled(ctx context.Context, c *quic.Conn, f ends.HandlerFunc) bool { return f(ctx, c) == nil }
