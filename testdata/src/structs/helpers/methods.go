package helpers

import (
	"io"
	"sync"

	"github.com/quic-go/quic-go"
)

type peer struct {
	mu   sync.Mutex
	sent int
}

// send closes on every path.
func (p *peer) send(s *quic.Stream, b []byte) error {
	p.mu.Lock()
	p.sent += len(b)
	p.mu.Unlock()
	_, err := s.Write(b)
	if err != nil {
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

// sendUnlessEmpty has a path on which it leaves the stream alone.
func (p *peer) sendUnlessEmpty(s *quic.Stream, b []byte) {
	if len(b) > 0 {
		_ = p.send(s, b)
	}
}

func (p *peer) methodCloses(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return p.send(s, []byte("x"))
}

func (p *peer) methodClosesSometimes(conn *quic.Conn, b []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	p.sendUnlessEmpty(s, b)
	return nil
}

func (p *peer) methodValueCloses(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	send := p.send
	return send(s, []byte("x"))
}

// finisher is implemented once, by polite.
type finisher interface{ finish(s *quic.Stream) }

type polite struct{}

func (polite) finish(s *quic.Stream) {
	_, _ = io.WriteString(s, "bye")
	_ = s.Close()
}

func interfaceMethodCloses(conn *quic.Conn, f finisher) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	f.finish(s)
	return nil
}

func interfaceOfKnownType(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var f finisher = polite{}
	f.finish(s)
	return nil
}

func interfaceMethodInOneBranch(conn *quic.Conn, f finisher) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if f == nil {
		return nil
	}
	f.finish(s)
	return nil
}

// withStream lends a stream to fn and closes it afterwards.
func withStream(conn *quic.Conn, fn func(io.ReadWriter) error) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	return fn(s)
}

func lends(conn *quic.Conn) error {
	return withStream(conn, func(rw io.ReadWriter) error {
		_, err := io.WriteString(rw, "lent")
		return err
	})
}

// withOpenStream lends a stream to fn and closes it only if fn succeeds.
func withOpenStream(conn *quic.Conn, fn func(io.ReadWriter) error) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if err := fn(s); err != nil {
		return err
	}
	return s.Close()
}

func lendsCarelessly(conn *quic.Conn) error {
	return withOpenStream(conn, greetBoth)
}

func greetBoth(rw io.ReadWriter) error { return greet(rw) }

// giveStream hands the stream over: fn, which cannot be seen, owns it.
func giveStream(conn *quic.Conn, fn func(*quic.Stream)) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	fn(s)
	return nil
}

func gives(conn *quic.Conn) error {
	return giveStream(conn, func(s *quic.Stream) { _ = s.Close() })
}

// callIt runs what it is given, once.
func callIt(f func() error) error { return f() }

func closePassedAsMethodValue(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_ = greet(s)
	return callIt(s.Close)
}

func closePassedAsLiteral(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return callIt(func() error {
		_ = greet(s)
		return s.Close()
	})
}

func writePassedAsLiteral(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return callIt(func() error { return greet(s) })
}

// prepare writes a preface and returns the stream it was given.
func prepare(s *quic.Stream) *quic.Stream {
	_, _ = s.Write([]byte{0x41})
	return s
}

func sameStreamBack(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	p := prepare(s)
	defer p.Close()
	return greet(p)
}

func sameStreamBackAndForgotten(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	p := prepare(s)
	return greet(p)
}

// counted is a wrapper that counts what is written.
type counted struct {
	w io.WriteCloser
	n int
}

func newCounted(w io.WriteCloser) *counted { return &counted{w: w} }

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += n
	return n, err
}

func (c *counted) Close() error { return c.w.Close() }

func wrapperBack(conn *quic.Conn) (int, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return 0, err
	}
	c := newCounted(s)
	defer c.Close()
	err = greet(c)
	return c.n, err
}

func wrapperBackAndForgotten(conn *quic.Conn) (int, error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return 0, err
	}
	c := newCounted(s)
	err = greet(c)
	return c.n, err
}

func wrapperBackButInnerClosed(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	return greet(newCounted(s))
}

// check is generic over what can be closed.
func closeGeneric[T io.Closer](c T) { _ = c.Close() }

func keepGeneric[T io.ReadWriteCloser](c T) error { return greet(c) }

func genericCloser(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer closeGeneric(s)
	return greet(s)
}

func genericThatDoesNotClose(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return keepGeneric(s)
}
