package control

import (
	"context"

	"github.com/quic-go/quic-go"
)

// A Peer keeps the connection and not its control stream.
type Peer struct{ conn *quic.Conn }

// NewPeer opens a control stream that stays open as long as the connection, which
// it returns.
func NewPeer(conn *quic.Conn) (*Peer, error) {
	s, err := conn.OpenUniStream()
	if err != nil {
		return nil, err
	}
	s.Write([]byte("settings"))
	return &Peer{conn}, nil
}

// NewPeerLater does so in the background.
func NewPeerLater(conn *quic.Conn) *Peer {
	go func() {
		s, err := conn.OpenUniStream()
		if err != nil {
			return
		}
		s.Write([]byte("settings"))
	}()
	return &Peer{conn}
}

// NewPeerFailing returns no connection when it fails.
func NewPeerFailing(conn *quic.Conn, check func() error) (*Peer, error) {
	s, err := conn.OpenUniStream() // want "still open when NewPeerFailing returns"
	if err != nil {
		return nil, err
	}
	s.Write([]byte("settings"))
	if err := check(); err != nil {
		return nil, err
	}
	return &Peer{conn}, nil
}

// NewPeerTold has a function open the control stream, which may fail.
func NewPeerTold(conn *quic.Conn) *Peer {
	go func() {
		if err := settle(conn); err != nil {
			conn.CloseWithError(1, "no settings")
		}
	}()
	return &Peer{conn}
}

func settle(conn *quic.Conn) error {
	s, err := conn.OpenUniStream()
	if err != nil {
		return err
	}
	_, err = s.Write([]byte("settings"))
	return err
}

// Run has a control stream beside the loop that accepts streams.
func Run(ctx context.Context, conn *quic.Conn) error {
	go loop(ctx, conn)
	return announce(conn)
}

func announce(conn *quic.Conn) error {
	s, err := conn.OpenUniStream()
	if err != nil {
		return err
	}
	if _, err := s.Write([]byte("settings")); err != nil {
		conn.CloseWithError(1, "no settings")
		return err
	}
	return nil
}

func loop(ctx context.Context, conn *quic.Conn) {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		s.CancelRead(0)
		s.Close()
	}
}

// Tell sends each word on a stream of its own.
func Tell(ctx context.Context, conn *quic.Conn, words []string) {
	go loop(ctx, conn)
	for _, w := range words {
		tell(conn, w)
	}
}

func tell(conn *quic.Conn, word string) {
	s, err := conn.OpenUniStream() // want "still open when tell returns"
	if err != nil {
		return
	}
	s.Write([]byte(word))
}

// Serve has a control stream until the connection has ended.
func Serve(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenUniStream()
	if err != nil {
		return err
	}
	s.Write([]byte("settings"))
	for {
		in, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		go func() {
			defer in.Close()
			in.CancelRead(0)
		}()
	}
}

// Answer opens a stream for each that it accepts.
func Answer(ctx context.Context, conn *quic.Conn) error {
	for {
		in, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		in.CancelRead(0)
		in.Close()
		s, err := conn.OpenUniStream() // want "stream from OpenUniStream is not closed on every path"
		if err != nil {
			return err
		}
		s.Write([]byte("answer"))
	}
}

// A pool has its connection where others see it, too.
type pool struct {
	peer *Peer
	conn *quic.Conn
}

func (p *pool) send(data []byte) error {
	s, err := p.peer.conn.OpenUniStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(data); err != nil {
		p.conn.CloseWithError(1, "the same, perhaps")
		return err
	}
	return s.Close()
}

// A proxy has two connections.
type proxy struct{ in, out *quic.Conn }

func (p *proxy) send(data []byte) error {
	s, err := p.out.OpenUniStream() // want "still open when send returns"
	if err != nil {
		return err
	}
	if _, err := s.Write(data); err != nil {
		p.in.CloseWithError(1, "the other one")
		return err
	}
	return s.Close()
}
