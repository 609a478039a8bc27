package directives

import (
	"io"

	"example.com/structs/directives/sink"
	"github.com/quic-go/quic-go"
)

// Functions of another package, with what their directives say.

func put(conn *quic.Conn, pool *sink.Pool) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	pool.Put(s)
	return nil
}

func putAll(conn *quic.Conn, pool *sink.Pool, other io.ReadWriter) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer pool.PutAll(other, s)
	_, err = s.Write(nil)
	return err
}

func watch(conn *quic.Conn, pool *sink.Pool) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	pool.Watch(s)
	return nil
}

func watchAndClose(conn *quic.Conn, pool *sink.Pool) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	pool.Watch(s)
	return s.Close()
}

func keep(conn *quic.Conn, pool *sink.Pool) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	pool.Keep(s)
	return nil
}

func handle(conn *quic.Conn, h sink.Handler) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return h.Handle(s)
}

func inspect(conn *quic.Conn, h sink.Handler) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return h.Inspect(s)
}

func newest(conn *quic.Conn, pool *sink.Pool) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	pool.Newest = s
	return nil
}

func oldest(conn *quic.Conn, pool *sink.Pool) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	pool.Oldest = s
	return nil
}

// Functions of this package.

// adopt has it closed later, by what nobody can follow.
//
//streamclose:owns rw see the other process
func adopt(rw io.ReadWriter) {}

func callAdopt(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	adopt(s)
}

func goAdopt(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	go adopt(s)
}

func adoptSome(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed.*after err != nil"
	if err != nil {
		return err
	}
	if _, err := s.Write(nil); err != nil {
		return err
	}
	adopt(s)
	return nil
}

// lend gives the stream back.
func lend(s *quic.Stream, again bool) error { //streamclose:borrows s it is the caller's
	if again {
		return nil
	}
	return s.Close()
}

func callLend(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return lend(s, false)
}

// The interface of a handler, and one that is not seen to close.
type handler interface {
	// serve closes it.
	//
	//streamclose:owns rw
	serve(rw io.ReadWriter)
}

type quiet struct{}

func (quiet) serve(io.ReadWriter) {}

func serveBy(conn *quic.Conn, h handler) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	h.serve(s)
}

func serveQuietly(conn *quic.Conn) {
	serveBy(conn, quiet{})
}

type loud struct{}

//streamclose:owns rw
func (loud) shout(rw io.ReadWriter) {}

type shouter interface{ shout(rw io.ReadWriter) }

func shoutBy(conn *quic.Conn, sh shouter) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	sh.shout(s)
}

func shoutLoudly(conn *quic.Conn) {
	shoutBy(conn, loud{})
}

// A wrapper that its own method takes over.
type wrapper struct {
	s    *quic.Stream
	name string
}

//streamclose:owns w it closes itself when idle
func (w *wrapper) start() {}

func started(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	w := &wrapper{s: s}
	w.start()
}

// What owns a stream has to close it.

// consume does not when it fails.
//
//streamclose:owns s
func consume(s *quic.Stream, data []byte) error { // want "stream in parameter s, which consume owns, is not closed on every path: still open when consume returns \\(line 211\\), after a failed write, after err != nil \\(line 210\\)"
	if _, err := s.Write(data); err != nil {
		return err
	}
	return s.Close()
}

func callConsume(conn *quic.Conn, data []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return consume(s, data)
}

// closeBoth is clean, though it closes the one by its connection.
//
//streamclose:owns s,rwc
func closeBoth(conn *quic.Conn, s *quic.Stream, rwc io.ReadWriteCloser, fail bool) {
	defer rwc.Close()
	if fail {
		conn.CloseWithError(1, "")
		return
	}
	s.Close()
}

// passOn is clean: whoever calls it has what it returns.
//
//streamclose:owns rwc
func passOn(rwc io.ReadWriteCloser) io.Closer { return rwc }

// spawn forgets it in a goroutine.
//
//streamclose:owns s
func spawn(s *quic.Stream) { // want "stream in parameter s, which spawn owns, is not closed on every path: still open when goroutine func literal in spawn ends"
	go func() { s.Write(nil) }()
}

// forgiven forgets it, too.
//
//streamclose:owns s
func forgiven(s *quic.Stream) { //streamclose:ignore the process ends soon
}

// Fields.

type registry struct {
	streams map[int]*quic.Stream //streamclose:owns they live as long as the process
	// streamclose:ignored is no directive.
	others map[int]*quic.Stream
}

func (r *registry) add(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	r.streams[1] = s
	return nil
}

func (r *registry) addOther(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	r.others[1] = s // want "stored in field registry.others, which nothing closes"
	return nil
}

func newRegistry() *registry {
	return &registry{make(map[int]*quic.Stream), make(map[int]*quic.Stream)}
}

// A meter looks at a stream.
type meter struct {
	// s is closed by whoever made the meter.
	//
	//streamclose:borrows
	s    *quic.Stream
	last []*quic.Stream //streamclose:borrows
}

func measured(conn *quic.Conn) (*meter, error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return nil, err
	}
	return &meter{s: s}, nil
}

func measuredAndClosed(conn *quic.Conn, m *meter) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	m.s = s
	m.last = append(m.last, s)
	m.last[0] = s
	return nil
}

func measuredLast(conn *quic.Conn, m *meter) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	m.last = append(m.last, s)
	return nil
}

// An inspected stream is only lent to the one function that gets it.
type inspected struct{ s *quic.Stream }

func (i *inspected) open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	i.s = s // want "stored in field inspected.s, which nothing closes"
	return nil
}

func (i *inspected) inspect(h sink.Handler) error { return h.Inspect(i.s) }
