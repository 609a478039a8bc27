package drive

import (
	"context"
	"errors"
	"io"
	"reflect"
	"sync"
	"time"

	"github.com/quic-go/quic-go"
)

// Manner is how a peer treats a stream. Whatever it does first, it reads to the
// end and ends its own half.
type Manner int

const (
	Answers   Manner = iota // sends its data at once, then reads
	Silent                  // sends the end at once
	Patient                 // reads to the end before it sends
	Idle                    // waits, reads to the end, and sends nothing
	Resets                  // cancels its own half
	Stops                   // sends its data and cancels reading
	StopsAll                // cancels both halves
	StopsSome               // cancels reading on every other stream
	Drips                   // sends its data byte by byte, and the end a minute later
	manners
)

func (m Manner) String() string {
	return [...]string{"answers", "silent", "patient", "idle", "resets", "stops", "stops-all", "stops-some", "drips"}[m]
}

// cancels tells whether the peer cancels reading, and so does not see how
// streams end.
func (m Manner) cancels() bool { return m == Stops || m == StopsAll || m == StopsSome }

// peer is the other end of a connection of the fixture function.
type peer struct {
	number    int
	near, far *quic.Conn // near is the fixture function's, or nil where it makes its own
	manner    Manner
	data      []byte

	lock  sync.Mutex
	ended map[quic.StreamID]bool // streams whose end the peer has seen
}

func (p *peer) start(near, far *quic.Conn) {
	p.near, p.far = near, far
	go p.serve()
}

// closed tells whether the connection has ended.
func (p *peer) closed() bool {
	return p.far != nil && p.far.Context().Err() != nil || p.near != nil && p.near.Context().Err() != nil
}

// cancelled tells whether the peer cancels reading from a stream.
func (p *peer) cancelled(id quic.StreamID) bool {
	return p.manner == Stops || p.manner == StopsAll || p.manner == StopsSome && (int(id)/4+p.number)%2 == 1
}

// keeps tells whether quic-go still has a stream in the fixture function's end
// of the connection, because one half has not ended.
func (p *peer) keeps(id quic.StreamID) bool {
	if p.near == nil {
		return false
	}
	streams := reflect.ValueOf(p.near).Elem().FieldByName("streamsMap").Elem()
	for _, name := range []string{"outgoingBidiStreams", "incomingBidiStreams"} {
		for _, key := range streams.FieldByName(name).Elem().FieldByName("streams").MapKeys() {
			if key.Int() == int64(id) {
				return true
			}
		}
	}
	return false
}

// nudge sends something on a later stream, so that the peer knows of earlier
// ones on which nothing was sent.
func (p *peer) nudge() {
	if p.near == nil {
		return
	}
	if s, err := p.near.OpenStream(); err == nil {
		s.CancelRead(0)
		s.Close()
	}
}

// serve accepts streams, and opens more than there are slots.
func (p *peer) serve() {
	go func() {
		for {
			s, err := p.far.AcceptStream(context.Background())
			if err != nil {
				return
			}
			go p.handle(s, false)
		}
	}()
	for range slots + 1 {
		s, err := p.far.OpenStreamSync(context.Background())
		if err != nil {
			return
		}
		go p.handle(s, true)
	}
}

const stage = time.Minute

func (p *peer) handle(s *quic.Stream, opened bool) {
	read := make(chan struct{})
	go func() {
		defer close(read)
		if p.manner == Idle {
			time.Sleep(stage / 2)
		}
		_, err := io.Copy(io.Discard, s)
		var reset *quic.StreamError
		if err == nil || errors.As(err, &reset) && reset.Remote {
			p.lock.Lock()
			p.ended[s.StreamID()] = true
			p.lock.Unlock()
		}
	}()
	defer s.Close()
	if opened && (p.manner == Patient || p.manner == Idle) {
		s.Write([]byte("h")) // or nobody would know of the stream
	}
	switch p.manner {
	case Answers:
		p.send(s)
	case Silent:
	case Patient:
		<-read
		p.send(s)
	case Idle:
		<-read
	case Resets:
		s.CancelWrite(7)
	case Stops:
		p.send(s)
		s.CancelRead(7)
	case StopsSome:
		if p.cancelled(s.StreamID()) {
			s.CancelRead(7)
		}
		p.send(s)
	case StopsAll:
		s.CancelRead(7)
		s.CancelWrite(7)
	case Drips:
		for i := range p.data {
			s.Write(p.data[i : i+1])
			time.Sleep(time.Millisecond)
		}
		time.Sleep(stage / 2)
	}
}

func (p *peer) send(s *quic.Stream) {
	s.Write(p.data)
	s.Close()
}

func (p *peer) sawEnd(id quic.StreamID) bool {
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.ended[id]
}

// slotsLeft counts how many streams each end can still open, when whatever the
// fixture did not accept is out of the way.
func (p *peer) slotsLeft() (opened, accepted int) {
	for {
		ctx, cancel := context.WithTimeout(context.Background(), stage)
		s, err := p.near.AcceptStream(ctx)
		cancel()
		if err != nil {
			break
		}
		s.CancelRead(0)
		s.CancelWrite(0)
	}
	return free(p.near), free(p.far)
}

func free(conn *quic.Conn) (n int) {
	for {
		if _, err := conn.OpenStream(); err != nil {
			return n
		}
		n++
	}
}
