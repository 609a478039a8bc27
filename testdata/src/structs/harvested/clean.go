package harvested

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"sync"
	"testing"

	"github.com/quic-go/quic-go"
)

func finish(w io.WriteCloser) {
	if err := w.Close(); err != nil {
		log.Print(err)
	}
}

// HelperCloses is clean: a helper of the package closes.
func HelperCloses(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	finish(s)
	return err
}

// DeferredWithParameter is clean: the deferred literal gets the stream as its
// parameter.
func DeferredWithParameter(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer func(c io.Closer) {
		if err := c.Close(); err != nil {
			log.Print(err)
		}
	}(s)
	_, err = s.Write(msg)
	return err
}

// DeclaredBeforeIf is clean: declared first, opened in either branch.
func DeclaredBeforeIf(ctx context.Context, conn *quic.Conn, wait bool, msg []byte) error {
	var s *quic.Stream
	var err error
	if wait {
		s, err = conn.OpenStreamSync(ctx)
	} else {
		s, err = conn.OpenStream()
	}
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(msg)
	return err
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Must is clean: the generic helper passes the stream through.
func Must(conn *quic.Conn, msg []byte) {
	s := must(conn.OpenStream())
	defer s.Close()
	must(s.Write(msg))
}

// ReturnedDirectly is clean: the caller owns it.
func ReturnedDirectly(conn *quic.Conn) (*quic.Stream, error) {
	return conn.OpenStream()
}

// A Request is one exchange; whoever holds it closes it.
type Request struct {
	id     int64
	stream *quic.Stream
}

// Close ends the exchange.
func (r *Request) Close() error {
	r.stream.CancelRead(0)
	return r.stream.Close()
}

// ReturnedInStruct is clean: the request that is returned owns it.
func ReturnedInStruct(conn *quic.Conn) (*Request, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	r := &Request{stream: s}
	r.id = int64(s.StreamID())
	return r, nil
}

// ReturnedAsInterface is clean: the caller gets it as an io.ReadWriteCloser.
func ReturnedAsInterface(conn *quic.Conn) (io.ReadWriteCloser, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return s, nil
}

// ReturnedNaked is clean: the bare return hands out the named result.
func ReturnedNaked(conn *quic.Conn, msg []byte) (s *quic.Stream, err error) {
	s, err = conn.OpenStream()
	if err != nil {
		return
	}
	s.Write(msg)
	return
}

// FieldInDeferredClosure is clean: closed as a field of a local struct.
func FieldInDeferredClosure(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	r := &Request{stream: s, id: 1}
	defer func() { r.stream.Close() }()
	_, err = r.stream.Write(msg)
	return err
}

// GoroutineCloses is clean: the goroutine's literal closes.
func GoroutineCloses(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	go func() {
		s.Write(msg)
		s.Close()
	}()
	return nil
}

// ListOfClosers is clean: the deferred loop runs what was collected.
func ListOfClosers(conn *quic.Conn, msg []byte) error {
	var closers []func() error
	defer func() {
		for _, c := range closers {
			c()
		}
	}()
	up, err := conn.OpenStream()
	if err != nil {
		return err
	}
	closers = append(closers, up.Close)
	down, err := conn.OpenStream()
	if err != nil {
		return err
	}
	closers = append(closers, down.Close)
	if _, err := up.Write(msg); err != nil {
		return err
	}
	_, err = io.Copy(down, up)
	return err
}

func thenRun(end func() error, body func()) {
	body()
	end()
}

// CloseAsValue is clean: s.Close goes into a helper, which calls it.
func CloseAsValue(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	thenRun(s.Close, func() { s.Write(msg) })
	return nil
}

// NilGuarded is clean: the close is guarded by a test that a stream always
// passes.
func NilGuarded(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	defer func() {
		if s != nil {
			s.Close()
		}
	}()
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	return err
}

// A Sink keeps what it is given.
type Sink interface {
	Attach(name string, w io.WriteCloser)
}

// HandedToSink is clean: the sink takes a closer and cannot be seen.
func HandedToSink(conn *quic.Conn, sink Sink) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	sink.Attach("quic", s)
	return nil
}

// SameConditionTwice is clean: opened and closed under the same condition.
func SameConditionTwice(conn *quic.Conn, verbose bool, msg []byte) error {
	var s *quic.Stream
	if verbose {
		var err error
		if s, err = conn.OpenStream(); err != nil {
			return err
		}
	}
	fmt.Printf("%d bytes\n", len(msg))
	if verbose {
		s.Write(msg)
		s.Close()
	}
	return nil
}

// ClosedByTest is clean: the test's end closes it.
func ClosedByTest(t *testing.T, conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.Write(msg); err != nil {
		t.Fatal(err)
	}
}

func newRequest(s *quic.Stream, id int64) *Request { return &Request{stream: s, id: id} }

// WrapperCloses is clean: the wrapper's Close closes the stream.
func WrapperCloses(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	r := newRequest(s, 7)
	defer r.Close()
	_, err = s.Write(msg)
	return err
}

// Shutdown ends the exchange under another name.
func (r *Request) Shutdown(code quic.StreamErrorCode) {
	r.stream.CancelRead(code)
	r.stream.CancelWrite(code)
}

// WrapperShutsDown is clean: the wrapper's ending method is not called Close.
func WrapperShutsDown(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	r := &Request{stream: s}
	defer r.Shutdown(0)
	_, err = s.Write(msg)
	return err
}

type guarded[T io.Closer] struct {
	mu sync.Mutex
	v  T
}

func (g *guarded[T]) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.v.Close()
}

// GenericWrapper is clean: closed by the wrapper's generic Close.
func GenericWrapper(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	g := &guarded[*quic.Stream]{v: s}
	defer g.Close()
	_, err = s.Write(msg)
	return err
}

// EndsProcess is clean: the ways out without a Close end the process.
func EndsProcess(conn *quic.Conn, msg, reply []byte) {
	s, err := conn.OpenStream()
	if err != nil {
		log.Fatal(err)
	}
	if _, err := s.Write(msg); err != nil {
		log.Fatalf("write: %v", err)
	}
	if _, err := io.ReadFull(s, reply); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	s.Close()
}

// EndsTest is clean: the way out without a Close ends the test.
func EndsTest(t *testing.T, conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(msg); err != nil {
		t.Fatalf("write: %v", err)
	}
	s.Close()
}

// Pump is clean: each direction is copied, then both streams are closed.
func Pump(ctx context.Context, a, b *quic.Conn) error {
	from, err := a.AcceptStream(ctx)
	if err != nil {
		return err
	}
	to, err := b.OpenStreamSync(ctx)
	if err != nil {
		from.CancelRead(1)
		from.CancelWrite(1)
		return err
	}
	go io.Copy(from, to)
	io.Copy(to, from)
	from.Close()
	to.Close()
	return nil
}

// ConnectionClosed is clean: every way out without a Close ends the connection.
func ConnectionClosed(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		conn.CloseWithError(1, "write")
		return err
	}
	return s.Close()
}

// A Lazy opens its stream when it is first used.
type Lazy struct {
	conn   *quic.Conn
	once   sync.Once
	stream *quic.Stream
	err    error
}

// Send is clean: the stream stays in the field, and Close closes it.
func (l *Lazy) Send(msg []byte) error {
	l.once.Do(func() { l.stream, l.err = l.conn.OpenStream() })
	if l.err != nil {
		return l.err
	}
	_, err := l.stream.Write(msg)
	return err
}

// Close ends the stream if there is one.
func (l *Lazy) Close() error {
	if l.stream == nil {
		return nil
	}
	return l.stream.Close()
}
