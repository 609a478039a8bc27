package drive

import (
	"context"
	"runtime"
	"strings"
	"time"

	"github.com/quic-go/quic-go"

	"example.com/oracle/hook"
)

// Acquired implements hook.Driver.
func (r *run) Acquired(s *quic.Stream) error {
	a, err := r.note(s)
	if a != nil && r.c.Announce {
		a.peer.nudge()
		time.Sleep(time.Second)
	}
	return err
}

// note takes note of a stream, unless it is known.
func (r *run) note(s *quic.Stream) (*acquired, error) {
	r.lock.Lock()
	defer r.lock.Unlock()
	for _, a := range r.streams {
		if a.stream == s {
			return nil, nil
		}
	}
	r.acquires++
	if r.acquires == r.c.Fails {
		s.CancelRead(0)
		s.CancelWrite(0)
		return nil, hook.ErrInjected
	}
	conn, _ := s.Context().Value(connKey{}).(int)
	a := &acquired{stream: s, frames: r.frames(), peer: r.peers[conn]}
	r.streams = append(r.streams, a)
	r.c.Deadline.set(s)
	return a, nil
}

// frames returns the calls in fixtures that have led here.
func (r *run) frames() (found []Frame) {
	pcs := make([]uintptr, 100)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(4, pcs)])
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, fixtures) {
			found = append(found, Frame{strings.TrimPrefix(f.File, r.root+"/"), f.Line})
		}
		if !more {
			return found
		}
	}
}

// listen opens a listener whose connections are known by the number of their
// peer.
func (r *run) listen() *quic.Listener {
	t := r.net.transport()
	t.ConnContext = func(ctx context.Context, client *quic.ClientInfo) (context.Context, error) {
		r.lock.Lock()
		defer r.lock.Unlock()
		return context.WithValue(ctx, connKey{}, r.dialed[client.RemoteAddr.String()]), nil
	}
	ln, err := t.Listen(tlsConfig, config)
	if err != nil {
		panic(err)
	}
	return ln
}

// conn returns the next connection for the fixture. All calls get the same ones.
func (r *run) conn() *quic.Conn {
	if r.given == len(r.conns) {
		r.conns = append(r.conns, r.connect())
	}
	r.given++
	return r.conns[r.given-1]
}

func (r *run) connect() *quic.Conn {
	if r.server == nil {
		r.server = r.listen()
	}
	p := r.newPeer()
	near, err := r.net.dial(context.WithValue(context.Background(), connKey{}, p.number), r.server)
	if err != nil {
		panic(err)
	}
	far, err := r.server.Accept(context.Background())
	if err != nil {
		panic(err)
	}
	p.start(near, far)
	return near
}

// listener makes a listener for the fixture, to which two peers connect.
func (r *run) listener() *quic.Listener {
	ln := r.listen()
	for range 2 {
		p := r.newPeer()
		transport := r.net.transport()
		r.lock.Lock()
		r.dialed[transport.Conn.LocalAddr().String()] = p.number
		r.lock.Unlock()
		far, err := transport.Dial(context.Background(), ln.Addr(), tlsConfig, config)
		if err != nil {
			panic(err)
		}
		p.start(nil, far)
	}
	return ln
}

func (r *run) newPeer() *peer {
	r.lock.Lock()
	defer r.lock.Unlock()
	p := &peer{number: len(r.peers), manner: r.c.Manner, data: r.data, ended: make(map[quic.StreamID]bool)}
	r.peers = append(r.peers, p)
	return p
}

// Dial implements hook.Driver.
func (r *run) Dial(context.Context) (*quic.Conn, error) { return r.connect(), nil }

// Listen implements hook.Driver.
func (r *run) Listen() (*quic.Listener, error) { return r.listener(), nil }
