// Package link hides QUIC behind interfaces that other transports implement as
// well.
package link

import (
	"context"
	"io"
	"net"
	"time"

	"github.com/quic-go/quic-go"
)

// A Peer opens and accepts channels.
type Peer interface {
	Open(ctx context.Context) (Channel, error)
	Accept(ctx context.Context) (Channel, error)
	Dial(addr string) (net.Conn, error)
	Shut() error
}

// A Channel ends with Finish or Abort.
type Channel interface {
	io.ReadWriter
	Number() int64
	Finish() error
	Abort(reason string)
	Close() error
}

type quicPeer struct {
	conn *quic.Conn
}

// New returns a peer behind the interface only.
func New(conn *quic.Conn) Peer { return &quicPeer{conn: conn} }

func (p *quicPeer) Open(ctx context.Context) (Channel, error) {
	s, err := p.conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	return &quicChannel{s}, nil
}

func (p *quicPeer) Accept(ctx context.Context) (Channel, error) {
	s, err := p.conn.AcceptStream(ctx)
	if err != nil {
		return nil, err
	}
	return &quicChannel{stream: s}, nil
}

func (p *quicPeer) Dial(string) (net.Conn, error) {
	s, err := p.conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &quicNetConn{s, p.conn}, nil
}

func (p *quicPeer) Shut() error { return p.conn.CloseWithError(0, "") }

type quicChannel struct {
	stream *quic.Stream
}

func (c *quicChannel) Read(p []byte) (int, error)  { return c.stream.Read(p) }
func (c *quicChannel) Write(p []byte) (int, error) { return c.stream.Write(p) }
func (c *quicChannel) Number() int64               { return int64(c.stream.StreamID()) }
func (c *quicChannel) Finish() error               { return c.stream.Close() }
func (c *quicChannel) Abort(string)                { c.stream.CancelWrite(1) }

// Close looks as if it might leave the stream open: setting a deadline does not
// fail.
func (c *quicChannel) Close() error {
	if err := c.stream.SetWriteDeadline(time.Time{}); err != nil {
		return err
	}
	return c.stream.Close()
}

type quicNetConn struct {
	*quic.Stream
	conn *quic.Conn
}

func (c *quicNetConn) LocalAddr() net.Addr  { return c.conn.LocalAddr() }
func (c *quicNetConn) RemoteAddr() net.Addr { return c.conn.RemoteAddr() }

// A pipePeer connects within the process.
type pipePeer struct{}

func (pipePeer) Open(context.Context) (Channel, error)   { return nil, io.ErrClosedPipe }
func (pipePeer) Accept(context.Context) (Channel, error) { return nil, io.ErrClosedPipe }

func (pipePeer) Dial(string) (net.Conn, error) {
	c, _ := net.Pipe()
	return c, nil
}

func (pipePeer) Shut() error { return nil }

// Inside returns the peer within the process.
func Inside() Peer { return pipePeer{} }

func ask(ctx context.Context, p Peer) error {
	c, err := p.Open(ctx) // want "still open when ask returns"
	if err != nil {
		return err
	}
	if _, err := c.Write([]byte("?")); err != nil {
		return err
	}
	return c.Finish()
}

func tell(ctx context.Context, p Peer) error {
	c, err := p.Open(ctx)
	if err != nil {
		return err
	}
	defer c.Finish()
	_, err = c.Write([]byte("!"))
	return err
}

func asked(ctx context.Context, p Peer) error {
	c, err := p.Open(ctx)
	if err != nil {
		return err
	}
	if _, err := c.Write([]byte("?")); err != nil {
		p.Shut()
		return err
	}
	return c.Finish()
}
