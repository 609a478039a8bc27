// Package thirdparty gives streams to functions of other modules that are not
// seen, and whose roles are known from a table: they close what they get, or
// wrap it, so that closing the result closes it.
package thirdparty

import (
	"crypto/tls"
	"net"
	"net/rpc"
	"net/rpc/jsonrpc"

	"github.com/quic-go/quic-go"
)

// serve is clean: ServeConn closes the stream when the peer hangs up.
func serve(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	rpc.ServeConn(s)
	return nil
}

// serveMethod is clean, in a goroutine and by a method.
func serveMethod(conn *quic.Conn, server *rpc.Server) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	go server.ServeConn(s)
	return nil
}

// serveDeferred is clean.
func serveDeferred(conn *quic.Conn, greeting []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer jsonrpc.ServeConn(s)
	_, err = s.Write(greeting)
	return err
}

// serveCodec is clean: the codec closes the stream, and ServeCodec the codec.
func serveCodec(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	rpc.ServeCodec(jsonrpc.NewServerCodec(s))
	return nil
}

// serveSome leaks when the greeting fails.
func serveSome(conn *quic.Conn, greeting []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed.*after err != nil \\(line 62\\)"
	if err != nil {
		return err
	}
	if _, err := s.Write(greeting); err != nil {
		return err
	}
	rpc.ServeConn(s)
	return nil
}

// call is clean.
func call(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	client := rpc.NewClient(s)
	defer client.Close()
	return client.Call("Arith.Add", 1, nil)
}

// dial is clean: the caller has the client.
func dial(conn *quic.Conn) (*rpc.Client, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return jsonrpc.NewClient(s), nil
}

// callOnly leaks: the client is not closed when the call fails.
func callOnly(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed.*after err != nil"
	if err != nil {
		return err
	}
	client := rpc.NewClient(s)
	if err := client.Call("Arith.Add", 1, nil); err != nil {
		return err
	}
	return client.Close()
}

// A netConn makes a connection of a stream.
type netConn struct {
	*quic.Stream
	local, remote net.Addr
}

func (c *netConn) LocalAddr() net.Addr  { return c.local }
func (c *netConn) RemoteAddr() net.Addr { return c.remote }

// secured is clean.
func secured(conn *quic.Conn, config *tls.Config) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	c := tls.Client(&netConn{s, conn.LocalAddr(), conn.RemoteAddr()}, config)
	defer c.Close()
	_, err = c.Write(nil)
	return err
}

// handshake leaks when the handshake fails.
func handshake(conn *quic.Conn, config *tls.Config) (net.Conn, error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed.*after err != nil"
	if err != nil {
		return nil, err
	}
	c := tls.Server(&netConn{s, conn.LocalAddr(), conn.RemoteAddr()}, config)
	if err := c.Handshake(); err != nil {
		return nil, err
	}
	return c, nil
}

// below is clean: it closes what is below the TLS connection.
func below(conn *quic.Conn, config *tls.Config) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	c := tls.Server(&netConn{s, conn.LocalAddr(), conn.RemoteAddr()}, config)
	if err := c.Handshake(); err != nil {
		c.NetConn().Close()
		return err
	}
	return c.Close()
}
