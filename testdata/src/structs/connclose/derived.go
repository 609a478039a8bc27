package connclose

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"
)

// A connection that a call makes of another one, or finds in something, may end with it,
// or be it: a caller that ends a connection on the error is trusted to end that one.

// dialed leaks: no caller can get at the connection that it dials.
func dialed(ctx context.Context, addr string) error {
	conn, err := quic.DialAddr(ctx, addr, nil, nil)
	if err != nil {
		return err
	}
	s, err := conn.OpenStreamSync(ctx) // want "still open when dialed returns"
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 1)); err != nil {
		return err
	}
	return s.Close()
}

func dialedOrEnd(ctx context.Context, conn *quic.Conn) {
	if err := dialed(ctx, conn.RemoteAddr().String()); err != nil {
		conn.CloseWithError(codeNone, "")
	}
}

// A book has connections by name.
type book struct{ conns map[string]*quic.Conn }

func (b *book) find(name string) *quic.Conn { return b.conns[name] }

func (b *book) strike(name string) {
	if conn := b.conns[name]; conn != nil {
		conn.CloseWithError(codeNone, "")
		delete(b.conns, name)
	}
}

// ask is trusted: its caller ends what has the name.
func (b *book) ask(name string) error {
	s, err := b.find(name).OpenStream()
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 1)); err != nil {
		return err
	}
	return s.Close()
}

func (b *book) askOrStrike(name string) {
	if err := b.ask(name); err != nil {
		b.strike(name)
	}
}

// askOnly leaks: its caller strikes nothing.
func (b *book) askOnly(name string) error {
	s, err := b.find(name).OpenStream() // want "stream from OpenStream is not closed.*its caller askAndForget does not close the connection"
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 1)); err != nil {
		return err
	}
	return s.Close()
}

func (b *book) askAndForget(name string) {
	if err := b.askOnly(name); err != nil {
		delete(b.conns, name)
	}
}

// A side is a connection of another kind.
type side struct{ conn *quic.Conn }

func (s *side) open() (*quic.Stream, error) { return s.conn.OpenStream() }

func sideOf(conn *quic.Conn) *side { return &side{conn} }

// sided is trusted: its caller ends the connection that the other kind is made of.
func sided(conn *quic.Conn) error {
	s, err := sideOf(conn).open()
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 1)); err != nil {
		return err
	}
	return s.Close()
}

func sidedOrEnd(conn *quic.Conn) {
	if err := sided(conn); err != nil {
		conn.CloseWithError(codeNone, "")
	}
}
