// Package limits sets limits on the number of streams: where they have no effect,
// since the side that accepts the streams decides, and where they are so large
// that they hide leaks.
package limits

import (
	"context"
	"crypto/tls"
	"math"

	"github.com/quic-go/quic-go"
)

// Opens is a client that only opens streams: how many, its server decides.
func Opens(ctx context.Context, addr string, conf *tls.Config) error {
	conn, err := quic.DialAddr(ctx, addr, conf, &quic.Config{
		MaxIncomingStreams: 1000, // want "MaxIncomingStreams has no effect here: this side only opens such streams"
	})
	if err != nil {
		return err
	}
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	return s.Close()
}

// Answers is a client that the server opens streams to, too.
func Answers(ctx context.Context, addr string, conf *tls.Config) error {
	conn, err := quic.DialAddr(ctx, addr, conf, &quic.Config{MaxIncomingStreams: 1000})
	if err != nil {
		return err
	}
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	s.Close()
	in, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	in.CancelRead(0)
	return in.Close()
}

// Tight lowers a limit.
func Tight(ctx context.Context, addr string, conf *tls.Config) error {
	conn, err := quic.DialAddr(ctx, addr, conf, &quic.Config{MaxIncomingStreams: -1, MaxIncomingUniStreams: 3})
	if err != nil {
		return err
	}
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return s.Close()
}

// Serves is a server, whose limits count.
func Serves(ctx context.Context, addr string, conf *tls.Config) error {
	config := &quic.Config{MaxIncomingStreams: 1000}
	config.MaxIncomingUniStreams = 1 << 60 // want "MaxIncomingUniStreams is so large that leaked streams fill the memory"
	ln, err := quic.ListenAddr(addr, conf, config)
	if err != nil {
		return err
	}
	for {
		conn, err := ln.Accept(ctx)
		if err != nil {
			return err
		}
		go serve(ctx, conn)
	}
}

func serve(ctx context.Context, conn *quic.Conn) {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		s.CancelRead(0)
		s.Close()
	}
}

// Pushes is a server that only opens streams.
func Pushes(ctx context.Context, addr string, conf *tls.Config) error {
	config := &quic.Config{}
	config.MaxIncomingUniStreams = 5000 // want "MaxIncomingUniStreams has no effect here"
	ln, err := quic.ListenAddr(addr, conf, config)
	if err != nil {
		return err
	}
	defer ln.Close()
	for {
		conn, err := ln.Accept(ctx)
		if err != nil {
			return err
		}
		go push(conn)
	}
}

func push(conn *quic.Conn) {
	s, err := conn.OpenUniStream()
	if err != nil {
		return
	}
	s.Close()
}

// Handed gives the connection away: others may accept streams on it.
func Handed(ctx context.Context, addr string, conf *tls.Config, others func(*quic.Conn)) error {
	conn, err := quic.DialAddr(ctx, addr, conf, &quic.Config{MaxIncomingStreams: 1000})
	if err != nil {
		return err
	}
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	others(conn)
	return s.Close()
}

// Dial returns the connection.
func Dial(ctx context.Context, addr string, conf *tls.Config) (*quic.Conn, error) {
	return quic.DialAddr(ctx, addr, conf, &quic.Config{
		MaxIncomingStreams: math.MaxInt64, // want "MaxIncomingStreams is so large"
	})
}

// A client keeps its connection.
type client struct {
	conn   *quic.Conn
	config *quic.Config
}

func newClient(ctx context.Context, addr string, conf *tls.Config) (*client, error) {
	c := &client{config: &quic.Config{
		MaxIncomingStreams:    1 << 40, // want "MaxIncomingStreams has no effect here"
		MaxIncomingUniStreams: 200,
	}}
	conn, err := c.dial(ctx, addr, conf)
	if err != nil {
		return nil, err
	}
	c.conn = conn
	return c, nil
}

func (c *client) dial(ctx context.Context, addr string, conf *tls.Config) (*quic.Conn, error) {
	return quic.DialAddr(ctx, addr, conf, c.config)
}

func (c *client) send(data []byte) error {
	s, err := c.conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(data)
	return err
}

// receive has the limit of unidirectional streams for a reason.
func (c *client) receive(ctx context.Context) error {
	s, err := c.conn.AcceptUniStream(ctx)
	if err != nil {
		return err
	}
	s.CancelRead(0)
	return nil
}

// settings are used by a client and by a server.
var settings = &quic.Config{MaxIncomingStreams: 1000}

// Both uses one configuration for both.
func Both(ctx context.Context, addr string, conf *tls.Config) error {
	conn, err := quic.DialAddr(ctx, addr, conf, settings)
	if err != nil {
		return err
	}
	push(conn)
	ln, err := quic.ListenAddr(addr, conf, settings)
	if err != nil {
		return err
	}
	accepted, err := ln.Accept(ctx)
	if err != nil {
		return err
	}
	serve(ctx, accepted)
	return nil
}

// outgoing are the settings of clients only.
var outgoing = &quic.Config{MaxIncomingUniStreams: 1000} // want "MaxIncomingUniStreams has no effect here"

// Sends dials in a function literal.
func Sends(ctx context.Context, addr string, conf *tls.Config) error {
	var conn *quic.Conn
	dial := func() (err error) {
		conn, err = quic.DialAddr(ctx, addr, conf, outgoing)
		return err
	}
	if err := dial(); err != nil {
		return err
	}
	push(conn)
	return nil
}

// Clip makes what is too large smaller.
func Clip(conf *quic.Config) {
	const most = 1 << 60
	if conf.MaxIncomingStreams > most {
		conf.MaxIncomingStreams = most
	}
	if most <= conf.MaxIncomingUniStreams {
		conf.MaxIncomingUniStreams = most
	}
}

// AtLeast makes what is small large.
func AtLeast(conf *quic.Config) {
	const least = 1 << 60
	if conf.MaxIncomingStreams < least {
		conf.MaxIncomingStreams = least // want "MaxIncomingStreams is so large that leaked streams fill the memory"
	}
	if conf.MaxIncomingUniStreams > 100 {
		conf.MaxIncomingUniStreams = least // want "MaxIncomingUniStreams is so large that leaked streams fill the memory"
	}
}
