// Package peers gets its streams from methods of interfaces of another package.
package peers

import (
	"context"
	"net"

	"example.com/structs/peers/link"
)

func sent(ctx context.Context, p link.Peer, msg []byte) error {
	c, err := p.Open(ctx) // want "still open when sent returns"
	if err != nil {
		return err
	}
	if _, err := c.Write(msg); err != nil {
		return err
	}
	return c.Finish()
}

func finished(ctx context.Context, p link.Peer, msg []byte) error {
	c, err := p.Open(ctx)
	if err != nil {
		return err
	}
	if _, err := c.Write(msg); err != nil {
		c.Abort("failed")
		return err
	}
	return c.Finish()
}

func closed(ctx context.Context, p link.Peer, msg []byte) error {
	c, err := p.Open(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Write(msg)
	return err
}

func numbered(ctx context.Context, p link.Peer) (int64, error) {
	c, err := p.Open(ctx) // want "still open when numbered returns"
	if err != nil {
		return 0, err
	}
	return c.Number(), nil
}

func served(ctx context.Context, p link.Peer, buf []byte) error {
	for {
		c, err := p.Accept(ctx) // want "still open when goroutine echo ends"
		if err != nil {
			return err
		}
		go echo(c, buf)
	}
}

func echo(c link.Channel, buf []byte) {
	n, err := c.Read(buf)
	if err != nil {
		return
	}
	c.Write(buf[:n])
	c.Finish()
}

func shut(ctx context.Context, p link.Peer, msg []byte) error {
	defer p.Shut()
	c, err := p.Open(ctx)
	if err != nil {
		return err
	}
	_, err = c.Write(msg)
	return err
}

func shutOnError(ctx context.Context, p link.Peer, msg []byte) error {
	c, err := p.Open(ctx)
	if err != nil {
		return err
	}
	if _, err := c.Write(msg); err != nil {
		p.Shut()
		return err
	}
	return c.Finish()
}

func dialed(p link.Peer, msg []byte) error {
	c, err := p.Dial("there") // want "still open when dialed returns"
	if err != nil {
		return err
	}
	if _, err := c.Write(msg); err != nil {
		return err
	}
	return c.Close()
}

func dialedAndClosed(p link.Peer, msg []byte) error {
	c, err := p.Dial("there")
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Write(msg)
	return err
}

func passedOn(p link.Peer) (net.Conn, error) { return p.Dial("there") }

// A session closes its channel under another name.
type session struct{ c link.Channel }

func opened(ctx context.Context, p link.Peer) (*session, error) {
	c, err := p.Open(ctx)
	if err != nil {
		return nil, err
	}
	return &session{c}, nil
}

func (s *session) end() { s.c.Abort("over") }

func used(ctx context.Context, p link.Peer) error {
	s, err := opened(ctx, p)
	if err != nil {
		return err
	}
	defer s.end()
	_, err = s.c.Write(nil)
	return err
}

// A local interface with fewer methods hides the release.
type writer interface {
	Write(p []byte) (int, error)
	Finish() error
}

func narrowed(ctx context.Context, p link.Peer) error {
	c, err := p.Open(ctx)
	if err != nil {
		return err
	}
	return finish(c)
}

func finish(w writer) error {
	w.Write(nil)
	return w.Finish()
}
