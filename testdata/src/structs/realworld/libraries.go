package realworld

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"sync"

	"github.com/quic-go/quic-go"
	"golang.org/x/sync/errgroup"
)

var (
	errStatus  = errors.New("status is not 2xx")
	errSession = errors.New("no such session")
)

// WebTransport's dispatcher reads a prefix from every incoming stream. The
// returns after a failed read forget the stream.

type dispatcher struct {
	mu       sync.Mutex
	sessions map[uint64]chan *quic.Stream
	closed   chan struct{}
}

func (d *dispatcher) addStream(s *quic.Stream, id uint64) {
	d.mu.Lock()
	ch, ok := d.sessions[id]
	d.mu.Unlock()
	if !ok {
		s.CancelRead(0)
		s.CancelWrite(0)
		return
	}
	select {
	case ch <- s:
	case <-d.closed:
		s.CancelRead(0)
		s.CancelWrite(0)
	}
}

func (d *dispatcher) take(id uint64) io.ReadWriteCloser { return <-d.sessions[id] }

func (d *dispatcher) dispatch(ctx context.Context, conn *quic.Conn) {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return
		}
		go func() {
			var typ, id uint64
			if err := binary.Read(s, binary.BigEndian, &typ); err != nil {
				return
			}
			if err := binary.Read(s, binary.BigEndian, &id); err != nil {
				return
			}
			if id%4 != 0 {
				_ = conn.CloseWithError(0x108, "bad session id")
				return
			}
			d.addStream(s, id)
		}()
	}
}

func (d *dispatcher) dispatchFixed(ctx context.Context, conn *quic.Conn) {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		go func() {
			var typ, id uint64
			if err := errors.Join(
				binary.Read(s, binary.BigEndian, &typ),
				binary.Read(s, binary.BigEndian, &id),
			); err != nil {
				s.CancelRead(0)
				s.CancelWrite(0)
				return
			}
			if id%4 != 0 {
				_ = conn.CloseWithError(0x108, "bad session id")
				return
			}
			d.addStream(s, id)
		}()
	}
}

// The interop server reads and parses before it defers Close; both error
// returns end only the receive half.
func interopServe(ctx context.Context, conn *quic.Conn, dir string) {
	go func() {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return
		}
		req, err := io.ReadAll(s)
		if err != nil {
			s.CancelRead(1)
			return
		}
		var name string
		if err := json.Unmarshal(req, &name); err != nil {
			s.CancelRead(2)
			return
		}
		defer s.Close()
		_, _ = io.WriteString(s, dir+name)
	}()
}

// Requests in a group, each closed by a helper that takes an interface.
func interopRequests(ctx context.Context, conn *quic.Conn, files []string) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, file := range files {
		g.Go(func() error {
			s, err := conn.OpenStreamSync(ctx)
			if err != nil {
				return err
			}
			if err := sendRequest(s, file); err != nil {
				return err
			}
			_, err = io.Copy(io.Discard, s)
			return err
		})
	}
	return g.Wait()
}

func sendRequest(w io.WriteCloser, file string) error {
	defer w.Close()
	_, err := io.WriteString(w, "GET "+file)
	return err
}

// A session's outgoing streams come from a func field and are tracked until
// they are closed.

type outgoing struct {
	open func() (*quic.Stream, error)

	mu   sync.Mutex
	live map[quic.StreamID]*quic.Stream
}

func newOutgoing(conn *quic.Conn) *outgoing {
	return &outgoing{
		open: func() (*quic.Stream, error) { return conn.OpenStream() },
		live: make(map[quic.StreamID]*quic.Stream),
	}
}

func (o *outgoing) OpenStream() (*quic.Stream, error) {
	s, err := o.open()
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.live[s.StreamID()] = s
	return s, nil
}

func (o *outgoing) closeAll() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, s := range o.live {
		s.CancelRead(0)
		s.CancelWrite(0)
	}
}

// MASQUE's client cancels both halves unless a flag says that the stream is
// kept.

type proxied struct{ s *quic.Stream }

func (p *proxied) Close() error {
	p.s.CancelRead(0x100)
	return p.s.Close()
}

func dialProxied(ctx context.Context, conn *quic.Conn) (*proxied, error) {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	keep := false
	defer func() {
		if keep {
			return
		}
		s.CancelRead(0x10c)
		s.CancelWrite(0x10c)
	}()
	if _, err := io.WriteString(s, "CONNECT"); err != nil {
		return nil, err
	}
	var status [1]byte
	if _, err := io.ReadFull(s, status[:]); err != nil {
		return nil, err
	}
	if status[0] != 2 {
		return nil, errStatus
	}
	keep = true
	return &proxied{s: s}, nil
}

// The same client before it had the deferred closure: three bare returns.
func dialProxiedBefore(ctx context.Context, conn *quic.Conn) (*proxied, error) {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return nil, err
	}
	if _, err := io.WriteString(s, "CONNECT"); err != nil {
		return nil, err
	}
	var status [1]byte
	if _, err := io.ReadFull(s, status[:]); err != nil {
		return nil, err
	}
	if status[0] != 2 {
		return nil, errStatus
	}
	return &proxied{s: s}, nil
}

// The same with a flag that is set too early.
func dialProxiedTooSure(ctx context.Context, conn *quic.Conn) (*proxied, error) {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return nil, err
	}
	keep := false
	defer func() {
		if !keep {
			s.CancelWrite(0x10c)
		}
	}()
	if _, err := io.WriteString(s, "CONNECT"); err != nil {
		return nil, err
	}
	keep = true
	var status [1]byte
	if _, err := io.ReadFull(s, status[:]); err != nil {
		return nil, err
	}
	return &proxied{s: s}, nil
}

// MASQUE's proxy keeps the stream in an entry, pumps both ways and closes at
// the end of each.

type proxy struct {
	mu      sync.Mutex
	entries map[*quic.Stream]io.Closer
}

func (p *proxy) serve(ctx context.Context, conn *quic.Conn, target io.ReadWriteCloser) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.entries[s] = s
	p.mu.Unlock()
	var wg sync.WaitGroup
	wg.Go(func() {
		_, _ = io.Copy(target, s)
		_ = s.Close()
	})
	wg.Go(func() {
		_, _ = io.Copy(s, target)
		_ = s.Close()
	})
	wg.Wait()
	return target.Close()
}

// A session that upgrades a stream: a missing manager drops it, a second
// session cancels it, otherwise it is kept.

type upgrader struct {
	ready   bool
	current *upgraded
}

type upgraded struct{ control *quic.Stream }

func (u *upgraded) Close() error { return u.control.Close() }

func (u *upgrader) Close() error {
	if u.current == nil {
		return nil
	}
	return u.current.Close()
}

func (u *upgrader) upgrade(ctx context.Context, conn *quic.Conn) (*upgraded, error) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return nil, err
	}
	if !u.ready {
		return nil, errSession
	}
	if u.current != nil {
		s.CancelRead(0)
		s.CancelWrite(0)
		return nil, errSession
	}
	u.current = &upgraded{control: s}
	return u.current, nil
}

// Control streams: returned, or dropped when the settings cannot be written.
func openControlStream(conn *quic.Conn) (*quic.Stream, error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return nil, err
	}
	if _, err := s.Write([]byte{0, 4, 0}); err != nil {
		return nil, err
	}
	return s, nil
}
