package wrapelse

import (
	"context"

	"github.com/quic-go/quic-go"
)

// visit is a session in this package, and nothing closes it.
type visit struct {
	s    *quic.Stream
	err  error
	name string
}

func newVisit(conn *quic.Conn) (*visit, error) {
	s, err := conn.AcceptStream(context.Background())
	if err != nil {
		return nil, err
	}
	return &visit{s: s, name: "first"}, nil // want "stream from AcceptStream is stored in"
}

func (v *visit) Name() string { return v.name }

func visitName(conn *quic.Conn) (string, error) {
	v, err := newVisit(conn) // want "stream from newVisit is not closed"
	if err != nil {
		return "", err
	}
	return v.Name(), nil
}

// call is one that is closed.
type call struct {
	s    *quic.Stream
	err  error
	name string
}

func newCall(conn *quic.Conn) (*call, error) {
	s, err := conn.AcceptStream(context.Background())
	if err != nil {
		return nil, err
	}
	return &call{s: s, name: "first"}, nil
}

func (c *call) Name() string { return c.name }
func (c *call) Err() error   { return c.err }
func (c *call) Close() error { return c.s.Close() }

func callName(conn *quic.Conn) (string, error) {
	c, err := newCall(conn) // want "stream from newCall is not closed"
	if err != nil {
		return "", err
	}
	return c.Name(), nil
}

func callNameAndClosed(conn *quic.Conn) (string, error) {
	c, err := newCall(conn)
	if err != nil {
		return "", err
	}
	defer c.Close()
	return c.Name(), nil
}

func callErr(conn *quic.Conn) (*call, error) {
	c, err := newCall(conn)
	if err != nil {
		return nil, err
	}
	if err := c.Err(); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}
