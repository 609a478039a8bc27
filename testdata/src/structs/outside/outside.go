// Package outside gives streams to a package of the module that does not
// import QUIC, behind interfaces of the standard library.
package outside

import (
	"context"
	"io"
	"net"

	"example.com/structs/outside/relay"
	"github.com/quic-go/quic-go"
)

type streamConn struct {
	*quic.Stream
	conn *quic.Conn
}

func (c *streamConn) LocalAddr() net.Addr  { return c.conn.LocalAddr() }
func (c *streamConn) RemoteAddr() net.Addr { return c.conn.RemoteAddr() }

func piped(conn *quic.Conn, to io.ReadWriteCloser) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	relay.Pipe(s, to)
	return nil
}

func greeted(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "still open when greeted returns"
	if err != nil {
		return err
	}
	return relay.Greet(s, "hello")
}

func greetedAndClosed(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	return relay.Greet(s, "hello")
}

func sent(conn *quic.Conn, msg string) error {
	s, err := conn.OpenStream() // want "still open when sent returns"
	if err != nil {
		return err
	}
	return relay.Send(s, msg)
}

func sentOrCancelled(conn *quic.Conn, msg string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if err := relay.Send(s, msg); err != nil {
		s.CancelWrite(1)
		return err
	}
	return nil
}

func serve(conn *quic.Conn, header []byte) error {
	for {
		s, err := conn.AcceptStream(context.Background()) // want "still open when goroutine handle ends"
		if err != nil {
			return err
		}
		go handle(s, header)
	}
}

func handle(s *quic.Stream, header []byte) {
	d := relay.NewDuplex(s, s)
	if _, err := io.ReadFull(d, header); err != nil {
		return
	}
	_ = d.Close()
}

func serveDuplex(conn *quic.Conn, header []byte) error {
	s, err := conn.AcceptStream(context.Background())
	if err != nil {
		return err
	}
	d := relay.NewDuplex(s, s)
	defer d.Close()
	_, err = io.ReadFull(d, header)
	return err
}

func registered(conn *quic.Conn, r *relay.Registry) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	r.Add(&streamConn{s, conn})
	return nil
}

// A box is filled after it was made.
type box struct {
	s     *quic.Stream
	label string
}

func newBox(label string) *box {
	b := &box{label: label}
	b.s = nil
	return b
}

func boxed(conn *quic.Conn) error {
	b := newBox("b")
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	b.s = s
	defer b.s.Close()
	return nil
}

func boxedAndForgotten(conn *quic.Conn) error {
	b := newBox("b")
	s, err := conn.OpenStream() // want "still open when boxedAndForgotten returns"
	if err != nil {
		return err
	}
	b.s = s
	_, err = io.WriteString(b.s, b.label)
	return err
}

var boxes []*box

func newKeptBox(label string) *box {
	b := &box{label: label}
	boxes = append(boxes, b)
	return b
}

func closeBoxes() {
	for _, b := range boxes {
		_ = b.s.Close()
	}
}

func boxedAndKept(conn *quic.Conn) error {
	b := newKeptBox("b")
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	b.s = s
	return nil
}

func retried(conn *quic.Conn) error {
	for {
		s, err := conn.OpenStream()
		if relay.IsTimeout(err) {
			continue
		}
		if err != nil {
			return err
		}
		return s.Close()
	}
}

func retriedIfFine(conn *quic.Conn) error {
	for {
		s, err := conn.OpenStream() // want "still open when the next one is acquired"
		if relay.IsFine(err) {
			continue
		}
		if err != nil {
			return err
		}
		return s.Close()
	}
}

// A channel is closed by a method that only this package can call.
type channel interface {
	send(msg string) error
	end() error
}

type streamChannel struct{ s *quic.Stream }

func (c *streamChannel) send(msg string) error {
	_, err := io.WriteString(c.s, msg)
	return err
}

func (c *streamChannel) end() error { return c.s.Close() }

func openChannel(conn *quic.Conn) (channel, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &streamChannel{s}, nil
}

type writer struct{ ch channel }

func (w *writer) connect(conn *quic.Conn) (err error) {
	w.ch, err = openChannel(conn)
	return err
}

// Close ends the channel.
func (w *writer) Close() error {
	if w.ch == nil {
		return nil
	}
	return w.ch.end()
}
