// Package elsewhere leaves it to functions of another package to end what it opens.
package elsewhere

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"

	"example.com/structs/elsewhere/ends"
)

func deferred(c *quic.Conn) error {
	defer ends.Conn(c)
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	_, err = io.Copy(s, s)
	return err
}

func deferredInLiteral(c *quic.Conn) error {
	defer func() { ends.Conn(c) }()
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	_, err = io.Copy(s, s)
	return err
}

func namedInLiteral(c *quic.Conn) error {
	defer func() { println(ends.Named(c)) }()
	s, err := c.OpenStream() // want "still open when namedInLiteral returns"
	if err != nil {
		return err
	}
	_, err = io.Copy(s, s)
	return err
}

func failed(c *quic.Conn) error {
	fail := func(err error) error {
		_ = ends.ConnIfAny(c)
		return err
	}
	s, err := c.OpenStream()
	if err != nil {
		return fail(err)
	}
	if _, err := io.Copy(s, s); err != nil {
		return fail(err)
	}
	return s.Close()
}

func onAnyError(c *quic.Conn) (err error) {
	defer func() { ends.ConnOn(c, err) }()
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	if _, err := io.Copy(s, s); err != nil {
		return err
	}
	return s.Close()
}

func onErrorsAlone(c *quic.Conn) (err error) {
	defer func() { ends.ConnOn(c, err) }()
	s, err := c.OpenStream() // want "still open when onErrorsAlone returns"
	if err != nil {
		return err
	}
	_, err = io.Copy(s, s)
	return err
}

func client(ctx context.Context) error {
	c, err := ends.Dial(ctx, "localhost:443")
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	s, err := c.Open(ctx)
	if err != nil {
		return err
	}
	_, err = io.Copy(s, s)
	return err
}

func clientBehindCloser(ctx context.Context) error {
	c, err := ends.Dial(ctx, "localhost:443")
	if err != nil {
		return err
	}
	var closer io.Closer = c
	defer closer.Close()
	s, err := c.Open(ctx)
	if err != nil {
		return err
	}
	_, err = io.Copy(s, s)
	return err
}

func clientFlushed(ctx context.Context) error {
	c, err := ends.Dial(ctx, "localhost:443")
	if err != nil {
		return err
	}
	defer func() { _ = c.Flush() }()
	s, err := c.Open(ctx) // want "still open when clientFlushed returns"
	if err != nil {
		return err
	}
	_, err = io.Copy(s, s)
	return err
}
