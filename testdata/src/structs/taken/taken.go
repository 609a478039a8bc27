// Package taken keeps streams in maps, and takes them out again.
package taken

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/quic-go/quic-go"
)

type session struct {
	stream *quic.Stream
	done   chan struct{}
}

type registry struct {
	mu       sync.Mutex
	streams  map[int]*quic.Stream
	others   map[int]*quic.Stream
	sessions map[int]*session
}

// closeAll ends what is in the maps.
func (r *registry) closeAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.streams {
		s.Close()
	}
	for _, s := range r.others {
		s.Close()
	}
	for _, s := range r.sessions {
		s.stream.Close()
		close(s.done)
	}
}

// Greet forgets the stream when it cannot write.
func (r *registry) Greet(conn *quic.Conn, id int) error {
	s, err := conn.OpenStream() // want `stream from OpenStream is not closed on every path`
	if err != nil {
		return err
	}
	r.streams[id] = s
	if id < 0 {
		delete(r.streams, id)
		return errors.New("no such id")
	}
	return nil
}

// GreetLocked does so with locks around.
func (r *registry) GreetLocked(conn *quic.Conn, id int, hello []byte) error {
	s, err := conn.OpenStream() // want `not closed on every path`
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.streams[id] = s
	r.mu.Unlock()
	if len(hello) == 0 {
		r.mu.Lock()
		delete(r.streams, id)
		r.mu.Unlock()
		return errors.New("nothing to say")
	}
	return nil
}

// Closes ends it as well.
func (r *registry) Closes(conn *quic.Conn, id int) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	r.streams[id] = s
	if _, err := s.Write(nil); err != nil {
		delete(r.streams, id)
		s.CancelWrite(0)
		return err
	}
	return nil
}

// OtherKey deletes another entry.
func (r *registry) OtherKey(conn *quic.Conn, id, old int) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	r.streams[id] = s
	delete(r.streams, old)
	return nil
}

// OtherMap keeps it in another map.
func (r *registry) OtherMap(conn *quic.Conn, id int) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	r.streams[id] = s
	r.others[id] = s
	delete(r.streams, id)
	return nil
}

// Read waits for the peer, and meanwhile others may close the stream.
func (r *registry) Read(ctx context.Context, conn *quic.Conn, id int) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	r.streams[id] = s
	_, err = io.Copy(io.Discard, s)
	delete(r.streams, id)
	return err
}

// Wait waits for who closes the stream.
func (r *registry) Wait(ctx context.Context, conn *quic.Conn, id int) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	sess := &session{stream: s, done: make(chan struct{})}
	r.sessions[id] = sess
	<-sess.done
	delete(r.sessions, id)
	return nil
}

// WaitElsewhere has a function that waits.
func (r *registry) WaitElsewhere(ctx context.Context, conn *quic.Conn, id int, done chan struct{}) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	r.streams[id] = s
	waitFor(done)
	delete(r.streams, id)
	return nil
}

func waitFor(done chan struct{}) { <-done }

// WaitAtTheEnd has one that waits when it is done.
func (r *registry) WaitAtTheEnd(ctx context.Context, conn *quic.Conn, id int, group *sync.WaitGroup) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	r.streams[id] = s
	finish(group)
	delete(r.streams, id)
	return nil
}

func finish(group *sync.WaitGroup) {
	defer group.Wait()
}

// Entry keeps it in what is in a map already.
func (r *registry) Entry(conn *quic.Conn, id int) error {
	sess := &session{done: make(chan struct{})}
	r.sessions[id] = sess
	s, err := conn.OpenStream() // want `not closed on every path`
	if err != nil {
		delete(r.sessions, id)
		return err
	}
	sess.stream = s
	if id > 7 {
		delete(r.sessions, id)
		return errors.New("too many")
	}
	return nil
}

// Literal deletes the entry in a literal.
func (r *registry) Literal(conn *quic.Conn, id int) (err error) {
	sess := &session{done: make(chan struct{})}
	r.sessions[id] = sess
	defer func() {
		if err != nil {
			r.mu.Lock()
			defer r.mu.Unlock()
			if r.sessions[id] == sess {
				delete(r.sessions, id)
			}
		}
	}()
	sess.stream, err = conn.OpenStream() // want `not closed on every path`
	if err != nil {
		return err
	}
	if id > 7 {
		return errors.New("too many")
	}
	return nil
}
