// Package registries keeps streams in maps beside handing them out: who takes
// them out of the map decides whether the map owns them.
package registries

import (
	"errors"
	"io"
	"sync"

	"github.com/quic-go/quic-go"
)

// A Channel can only be one of this package, for its unexported method.
type Channel interface {
	io.Writer
	Close() error
	ID() int
	deliver(datagram []byte) bool
}

type channel struct {
	id    int
	s     *quic.Stream
	queue *queue
}

type queue struct{ c chan []byte }

func (q *queue) add(datagram []byte) bool {
	select {
	case q.c <- datagram:
		return true
	default:
		return false
	}
}

func (c *channel) ID() int                      { return c.id }
func (c *channel) Close() error                 { return c.s.Close() }
func (c *channel) Write(p []byte) (int, error)  { return c.s.Write(p) }
func (c *channel) deliver(datagram []byte) bool { return c.queue.add(datagram) }

// A lookup only finds what others own.
type lookup struct {
	mu       sync.Mutex
	channels map[int]Channel
}

func (l *lookup) add(c Channel) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.channels[c.ID()] = c
}

func (l *lookup) get(id int) (Channel, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c, ok := l.channels[id]
	return c, ok
}

// A Session has one.
type Session struct {
	open  func() (*quic.Stream, error)
	known *lookup
}

var errUnknown = errors.New("unknown channel")

// Datagram delivers to a channel, which it does not own.
func (s *Session) Datagram(id int, datagram []byte) error {
	c, ok := s.known.get(id)
	if !ok {
		return errUnknown
	}
	if !c.deliver(datagram) {
		return io.ErrShortBuffer
	}
	return nil
}

func (s *Session) openChannel(conn *quic.Conn, id int) (Channel, error) {
	str, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	c := &channel{id: id, s: str, queue: &queue{make(chan []byte, 1)}}
	s.known.add(c)
	return c, nil
}

func (s *Session) greet(conn *quic.Conn) error {
	c, err := s.openChannel(conn, 1) // want "still open when greet returns"
	if err != nil {
		return err
	}
	if _, err := io.WriteString(c, "hello"); err != nil {
		return err
	}
	return c.Close()
}

func (s *Session) greetRight(conn *quic.Conn) error {
	c, err := s.openChannel(conn, 2)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = io.WriteString(c, "hello")
	return err
}

// A pool closes what is looked up in it.
type pool struct {
	mu      sync.Mutex
	streams map[int]*quic.Stream
}

func (p *pool) add(id int, s *quic.Stream) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.streams[id] = s
}

func (p *pool) get(id int) *quic.Stream {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.streams[id]
}

func (p *pool) drop(id int) {
	if s := p.get(id); s != nil {
		_ = s.Close()
	}
}

func (p *pool) open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	p.add(int(s.StreamID()), s)
	return nil
}

// An archive hands out to borrowers alone, so that nobody closes.
type archive struct{ streams map[int]*quic.Stream }

func (a *archive) add(id int, s *quic.Stream) {
	a.streams[id] = s // want "stored in field archive.streams, which nothing closes"
}

func (a *archive) get(id int) *quic.Stream { return a.streams[id] }

func (a *archive) send(id int, msg string) error {
	_, err := io.WriteString(a.get(id), msg)
	return err
}

func (a *archive) open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	a.add(int(s.StreamID()), s)
	return nil
}

// A batch is built in a loop and closed in another.
type batch struct{ streams []*quic.Stream }

func (b *batch) open(conn *quic.Conn, n int) error {
	var streams []*quic.Stream
	for range n {
		s, err := conn.OpenStream()
		if err != nil {
			break
		}
		if n%2 == 0 {
			streams = append(streams, s)
		} else {
			streams = append(streams[:0], s)
		}
	}
	b.streams = streams
	return nil
}

func (b *batch) Close() {
	for _, s := range b.streams {
		_ = s.Close()
	}
}
