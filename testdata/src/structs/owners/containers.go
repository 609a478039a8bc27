package owners

import (
	"context"
	"io"
	"sync"

	"github.com/quic-go/quic-go"
)

// hub closes all its peers.
type hub struct {
	mu    sync.Mutex
	peers map[string]*quic.Stream
}

func (h *hub) add(conn *quic.Conn, name string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.peers[name] = s
	return nil
}

func (h *hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.peers {
		_ = s.Close()
	}
}

// lossyHub writes to its peers and deletes them, but closes none.
type lossyHub struct {
	peers map[string]*quic.Stream
}

func (h *lossyHub) add(conn *quic.Conn, name string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	h.peers[name] = s // want "stream from OpenStream is stored in"
	return nil
}

func (h *lossyHub) broadcast(b []byte) {
	for name, s := range h.peers {
		if _, err := s.Write(b); err != nil {
			delete(h.peers, name)
		}
	}
}

// byName closes the one that is removed.
type byName struct {
	peers map[string]*quic.Stream
}

func (h *byName) add(conn *quic.Conn, name string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	h.peers[name] = s
	return nil
}

func (h *byName) remove(name string) {
	s, ok := h.peers[name]
	if !ok {
		return
	}
	delete(h.peers, name)
	s.CancelWrite(0)
}

// entries keeps its streams in structs in a map.
type entries struct {
	byID map[int]*entry
}

type entry struct {
	str  *quic.Stream
	hits int
}

func (e *entries) add(conn *quic.Conn, id int) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	e.byID[id] = &entry{str: s}
	return nil
}

func (e *entries) drop(id int) {
	if old := e.byID[id]; old != nil {
		_ = old.str.Close()
	}
	delete(e.byID, id)
}

// list keeps its streams in a slice and closes them all.
type list struct {
	all []*quic.Stream
}

func (l *list) add(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	l.all = append(l.all, s)
	return nil
}

func (l *list) Close() {
	for _, s := range l.all {
		_ = s.Close()
	}
	l.all = nil
}

// lossyList only counts.
type lossyList struct {
	all []*quic.Stream
}

func (l *lossyList) add(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	l.all = append(l.all, s) // want "stream from OpenStream is stored in"
	return nil
}

func (l *lossyList) Len() int { return len(l.all) }

// indexedList closes by index.
type indexedList struct {
	all []*quic.Stream
}

func (l *indexedList) add(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	l.all = append(l.all, s)
	return nil
}

func (l *indexedList) closeAt(i int) error { return l.all[i].Close() }

// queue is emptied by workers that close.
type queue struct {
	jobs chan *quic.Stream
}

func (q *queue) accept(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		q.jobs <- s
	}
}

func (q *queue) work() {
	for s := range q.jobs {
		_, _ = io.Copy(s, s)
		_ = s.Close()
	}
}

// lossyQueue is emptied by workers that do not close.
type lossyQueue struct {
	jobs chan *quic.Stream
}

func (q *lossyQueue) accept(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		q.jobs <- s // want "stream from AcceptStream is stored in"
	}
}

func (q *lossyQueue) work() {
	for s := range q.jobs {
		_, _ = io.Copy(s, s)
	}
}

// deadQueue is never emptied.
type deadQueue struct {
	jobs chan *quic.Stream
}

func (q *deadQueue) put(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	q.jobs <- s // want "stream from AcceptStream is stored in"
	return nil
}

// listener hands its queue to its users one at a time.
type listener struct {
	jobs chan *quic.Stream
	done chan struct{}
}

func (l *listener) accept(ctx context.Context, conn *quic.Conn) {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		select {
		case l.jobs <- s:
		case <-l.done:
			s.CancelWrite(0)
			return
		}
	}
}

// Accept returns the next stream.
func (l *listener) Accept() (io.ReadWriteCloser, error) {
	select {
	case s := <-l.jobs:
		return s, nil
	case <-l.done:
		return nil, io.EOF
	}
}

// listenerLosingTheLast forgets the stream it holds when it is stopped.
type listenerLosingTheLast struct {
	jobs chan *quic.Stream
	done chan struct{}
}

func (l *listenerLosingTheLast) accept(ctx context.Context, conn *quic.Conn) {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return
		}
		select {
		case l.jobs <- s:
		case <-l.done:
			return
		}
	}
}

func (l *listenerLosingTheLast) next() io.ReadWriteCloser { return <-l.jobs }

// registry keeps its streams in a sync.Map.
type registry struct {
	m sync.Map
}

func (r *registry) add(conn *quic.Conn, key string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	r.m.Store(key, s)
	return nil
}

func (r *registry) Close() {
	r.m.Range(func(key, value any) bool {
		_ = value.(*quic.Stream).Close()
		return true
	})
}

// pool keeps idle streams.
var pool sync.Pool

func pooled(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(s, "x"); err != nil {
		s.CancelWrite(1)
		return err
	}
	pool.Put(s)
	return nil
}

func takeFromPool() {
	if s, ok := pool.Get().(*quic.Stream); ok {
		_ = s.Close()
	}
}

// control is one stream for the whole program.
var control *quic.Stream

func openControl(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	control = s
	return nil
}

func closeControl() {
	if control != nil {
		_ = control.Close()
	}
}

// all is released by nothing.
var all = map[string]*quic.Stream{}

func register(conn *quic.Conn, name string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	all[name] = s // want "stream from OpenStream is stored in"
	return nil
}

// active is released by shutdown.
var active []*quic.Stream

func activate(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	active = append(active, s)
	return nil
}

func shutdown() {
	for _, s := range active {
		s.CancelWrite(0)
	}
}

// intoParameter stores where only the caller can see.
func intoParameter(conn *quic.Conn, m map[string]io.Closer) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	m["x"] = s
	return nil
}
