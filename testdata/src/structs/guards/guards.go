// Package guards shows Close methods that may be called twice: they do nothing
// when the close has been done, and whoever did it has closed the stream or the
// connection. A method that returns early on anything else is no such guard.
package guards

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"github.com/quic-go/quic-go"
)

var errClosed = errors.New("closed")

func open(conn *quic.Conn) *quic.Stream {
	s, err := conn.OpenStream()
	if err != nil {
		panic(err)
	}
	return s
}

// swapped closes for the one who swaps.
type swapped struct {
	closed atomic.Bool
	s      *quic.Stream
}

func (g *swapped) Close() error {
	if !g.closed.CompareAndSwap(false, true) {
		return nil
	}
	return g.s.Close()
}

func useSwapped(conn *quic.Conn, answer []byte) error {
	g := &swapped{s: open(conn)}
	defer g.Close()
	_, err := g.s.Read(answer)
	return err
}

func dropSwapped(conn *quic.Conn, answer []byte) error {
	g := &swapped{s: open(conn)} // want "stream from open is not closed"
	_, err := g.s.Read(answer)
	return err
}

// loaded loads first and stores then.
type loaded struct {
	closed atomic.Bool
	s      *quic.Stream
}

func (g *loaded) Close() error {
	if g.closed.Load() {
		return nil
	}
	g.closed.Store(true)
	return g.s.Close()
}

func useLoaded(conn *quic.Conn, answer []byte) error {
	g := &loaded{s: open(conn)}
	defer g.Close()
	_, err := g.s.Read(answer)
	return err
}

// locked has a plain flag and a lock.
type locked struct {
	mu     sync.Mutex
	closed bool
	s      *quic.Stream
}

func (g *locked) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return errClosed
	}
	g.closed = true
	return g.s.Close()
}

func useLocked(conn *quic.Conn, answer []byte) error {
	g := &locked{s: open(conn)}
	defer g.Close()
	_, err := g.s.Read(answer)
	return err
}

func lockedOnOnePath(conn *quic.Conn, answer []byte) error {
	g := &locked{s: open(conn)} // want "stream from open is not closed"
	if _, err := io.ReadFull(g.s, answer); err != nil {
		return err
	}
	return g.Close()
}

// emptied forgets the stream that it closes.
type emptied struct {
	mu sync.Mutex
	s  *quic.Stream
}

func (g *emptied) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.s == nil {
		return nil
	}
	err := g.s.Close()
	g.s = nil
	return err
}

func useEmptied(conn *quic.Conn, answer []byte) error {
	g := &emptied{s: open(conn)}
	defer g.Close()
	_, err := g.s.Read(answer)
	return err
}

// signalled has a channel that tells others of the close.
type signalled struct {
	done chan struct{}
	s    *quic.Stream
}

func (g *signalled) Close() error {
	select {
	case <-g.done:
		return nil
	default:
	}
	close(g.done)
	return g.s.Close()
}

func useSignalled(conn *quic.Conn, answer []byte) error {
	g := &signalled{s: open(conn), done: make(chan struct{})}
	defer g.Close()
	_, err := g.s.Read(answer)
	return err
}

// kept looks at a flag that its Close never sets: no close has gone before.
type kept struct {
	keep bool
	s    *quic.Stream
}

func (g *kept) Close() error {
	if g.keep {
		return nil
	}
	return g.s.Close()
}

func useKept(conn *quic.Conn, answer []byte, keep bool) error {
	g := &kept{s: open(conn), keep: keep} // want "stream from open is not closed"
	defer g.Close()
	_, err := g.s.Read(answer)
	return err
}

func keptNot(conn *quic.Conn, answer []byte) error {
	g := &kept{s: open(conn)}
	defer g.Close()
	_, err := g.s.Read(answer)
	return err
}

// paused waits for others to set its flag.
type paused struct {
	pause *atomic.Bool
	s     *quic.Stream
}

func (g *paused) Close() error {
	if g.pause.Load() {
		return errClosed
	}
	return g.s.Close()
}

func usePaused(conn *quic.Conn, answer []byte, pause *atomic.Bool) error {
	g := &paused{s: open(conn), pause: pause} // want "stream from open is not closed"
	defer g.Close()
	_, err := g.s.Read(answer)
	return err
}

// message is no guard: its kind is tested in one and set in another.
type message struct{ kind int }

func answer(s *quic.Stream, buf []byte) error {
	for {
		if _, err := s.Read(buf); err != nil {
			return err
		}
		m := decode(buf)
		if m.kind == 1 {
			reply := message{kind: 2}
			if _, err := s.Write([]byte{byte(reply.kind)}); err != nil {
				return err
			}
			continue
		}
		return s.Close()
	}
}

func decode(buf []byte) *message { return &message{kind: int(buf[0])} }

func useAnswer(conn *quic.Conn, buf []byte) error {
	s := open(conn) // want "stream from open is not closed"
	return answer(s, buf)
}
