// Package fixes has a function for each form of fix, and for each reason to
// offer none.
package fixes

import (
	"bufio"
	"context"
	"io"
	"log"
	"net/http"
	"sync"

	"github.com/quic-go/quic-go"
)

// -- with a fix --

func deferred(conn *quic.Conn, b []byte) error {
	s, err := conn.OpenStream() // leak
	if err != nil {
		return err
	}

	_, err = s.Write(b)
	return err
}

func goroutine(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx) // leak
		if err != nil {
			return err
		}
		go func() {
			io.Copy(io.Discard, s)
		}()
	}
}

func registered(conn *quic.Conn) {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s, err := conn.OpenStreamSync(r.Context()) // leak
		if err != nil {
			return
		}
		io.Copy(s, r.Body)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}

func handler(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx) // leak
		if err != nil {
			return err
		}
		go drain(s)
	}
}

func drain(s *quic.Stream) {
	io.Copy(io.Discard, s)
}

func oneLine(ctx context.Context, conn *quic.Conn, wg *sync.WaitGroup) error {
	s, err := conn.AcceptStream(ctx) // leak
	if err != nil {
		return err
	}
	wg.Go(func() { io.Copy(io.Discard, s) })
	return nil
}

func moved(conn *quic.Conn, b []byte) error {
	s, err := conn.OpenStream() // leak
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, b); err != nil {
		return err
	}

	defer s.Close() // at last

	_, err = s.Write(b)
	return err
}

func returns(conn *quic.Conn, b []byte) (*quic.Stream, error) {
	s, err := conn.OpenStream() // leak
	if err != nil {
		return nil, err
	}
	if _, err := s.Write(b); err != nil {
		return nil, err
	}
	return s, nil
}

func closeIsChecked(conn *quic.Conn, b []byte) error {
	s, err := conn.OpenStream() // leak
	if err != nil {
		return err
	}
	if _, err := s.Write(b); err != nil {
		return err
	}
	return s.Close()
}

func next(ctx context.Context, conn *quic.Conn, b []byte) error {
	for {
		s, err := conn.AcceptStream(ctx) // leak
		if err != nil {
			return err
		}
		if _, err := io.ReadFull(s, b); err != nil {
			continue
		}
		s.Write(b)
		s.Close()
	}
}

func stop(ctx context.Context, conn *quic.Conn) {
lines:
	for {
		s, err := conn.AcceptStream(ctx) // leak
		if err != nil {
			return
		}
		for in := bufio.NewScanner(s); in.Scan(); {
			if in.Text() == "quit" {
				break lines
			}
		}
		s.Close()
	}
}

func endOfLoop(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx) // leak
		if err != nil {
			return err
		}
		io.Copy(io.Discard, s)
		// the next one
	}
}

func overwritten(conn *quic.Conn, b []byte) error {
	s, err := conn.OpenStream() // leak
	if err != nil {
		return err
	}
	if _, err := s.Read(b); err != nil {
		next, err := conn.OpenStream()
		if err != nil {
			s.CancelWrite(1)
			return err
		}
		s = next
	}
	return s.Close()
}

func endOfBlock(conn *quic.Conn, b []byte) {
	s, err := conn.OpenStream() // leak
	if err == nil {
		s.Write(b)
	}
}

func emptyClause(ctx context.Context, conn *quic.Conn, jobs chan<- *quic.Stream) error {
	s, err := conn.AcceptStream(ctx) // leak
	if err != nil {
		return err
	}
	select {
	case jobs <- s:
	default:
	}
	return nil
}

func again(conn *quic.Conn, b []byte, last bool) error {
	s, err := conn.OpenStream() // leak
	if err != nil {
		return err
	}
	_, err = s.Write(b)
	if last {
		s.Close()
	}
	return err
}

func dropped(conn *quic.Conn) {
	conn.OpenStream() // leak
}

func droppedBoth(conn *quic.Conn) {
	_, _ = conn.OpenStream() // leak
}

func droppedStream(conn *quic.Conn) error {
	_, err := conn.OpenStream() // leak
	return err
}

func droppedAndChecked(conn *quic.Conn) error {
	_, err := conn.OpenStream() // leak
	if err != nil {
		return err
	}
	return nil
}

func wrapper(conn *quic.Conn, b []byte) error {
	w, err := newTunnel(conn) // leak
	if err != nil {
		return err
	}
	return w.send(b)
}

func wrapperLate(conn *quic.Conn, b []byte) (*tunnel, error) {
	w, err := newTunnel(conn) // leak
	if err != nil {
		return nil, err
	}
	if err := w.send(b); err != nil {
		return nil, err
	}
	return w, nil
}

type tunnel struct {
	stream *quic.Stream
	closed chan struct{}
}

func newTunnel(conn *quic.Conn) (*tunnel, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &tunnel{s, make(chan struct{})}, nil
}

func (t *tunnel) send(b []byte) error {
	_, err := t.stream.Write(b)
	return err
}

func (t *tunnel) Close() error {
	close(t.closed)
	return t.stream.Close()
}

// Without a stream, it would have crashed before.
func used(conn *quic.Conn, b []byte) {
	s, _ := conn.OpenStream() // leak
	s.Write(b)
}

func endless(conn *quic.Conn, b []byte) {
	s, err := conn.OpenStream() // leak
	if err != nil {
		return
	}
	s.Write(b)
	for {
		conn.SendDatagram(b)
	}
}

func endlessOrNot(conn *quic.Conn, b []byte) error {
	s, err := conn.OpenStream() // leak
	if err != nil {
		return err
	}
	if len(b) == 0 {
		return io.ErrUnexpectedEOF
	}
	s.Write(b)
	for {
		conn.SendDatagram(b)
	}
}

func endlessWithStream(conn *quic.Conn, b []byte) error {
	s, err := conn.OpenStream() // leak
	if err != nil {
		return err
	}
	if len(b) == 0 {
		return io.ErrUnexpectedEOF
	}
	for {
		s.Write(b)
	}
}

// -- without a fix --

// A Close after CancelWrite is against the rules of quic-go.
func cancelled(conn *quic.Conn, b []byte, abort, done bool) {
	s, err := conn.OpenStream() // leak
	if err != nil {
		return
	}
	s.Write(b)
	if abort {
		s.CancelWrite(1)
	}
	if done {
		s.Close()
	}
}

// What is collected is not to be closed at once.
func collected(conn *quic.Conn, n int) (int, error) {
	var list []*quic.Stream
	for range n {
		s, err := conn.OpenStream() // leak
		if err != nil {
			return len(list), err
		}
		list = append(list, s)
	}
	return len(list), nil
}

// The goroutine may still write.
func shared(conn *quic.Conn, src io.Reader, stop <-chan struct{}) {
	s, err := conn.OpenStream() // leak
	if err != nil {
		return
	}
	done := make(chan struct{})
	go func() {
		io.Copy(s, src)
		close(done)
	}()
	select {
	case <-done:
		s.Close()
	case <-stop:
	}
}

// On one path the stream belongs to somebody else.
func handedOver(conn *quic.Conn, jobs chan<- *quic.Stream, b []byte, ok bool) {
	s, err := conn.OpenStream() // leak
	if err != nil {
		return
	}
	if ok {
		jobs <- s
	}
	s.Write(b)
}

// The wrapper ends its connection, which is not its own.
func wholeConnection(conn *quic.Conn, b []byte) error {
	c, err := newClient(conn) // leak
	if err != nil {
		return err
	}
	_, err = c.stream.Write(b)
	return err
}

type client struct {
	conn   *quic.Conn
	stream *quic.Stream
}

func newClient(conn *quic.Conn) (*client, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &client{conn, s}, nil
}

func (c *client) Close() error { return c.conn.CloseWithError(0, "") }

// What is made of the stream is returned, and reads from it later.
func made(conn *quic.Conn) (*bufio.Scanner, error) {
	s, err := conn.OpenStream() // leak
	if err != nil {
		return nil, err
	}
	return lines(s), nil
}

func lines(r io.Reader) *bufio.Scanner { return bufio.NewScanner(r) }

// It is in a struct of its own.
func madeAndKept(conn *quic.Conn) (*records, error) {
	s, err := conn.OpenStream() // leak
	if err != nil {
		return nil, err
	}
	r := bufio.NewReader(s)
	if _, err := r.ReadByte(); err != nil {
		return nil, err
	}
	return &records{in: r}, nil
}

type records struct{ in *bufio.Reader }

// Nobody has looked at the error, and there may be no stream.
func unchecked(conn *quic.Conn, b []byte) {
	s, _ := conn.OpenStream() // leak
	if len(b) > 0 {
		s.Write(b)
	}
}

// It may be a control stream, which the peer needs open.
func unidirectional(conn *quic.Conn, b []byte) error {
	s, err := conn.OpenUniStream() // leak
	if err != nil {
		return err
	}
	_, err = s.Write(b)
	return err
}

// What is deferred is never run, and there is no statement to close it before.
func endlessByGoto(conn *quic.Conn, b []byte) {
	s, err := conn.OpenStream() // leak
	if err != nil {
		return
	}
	s.Write(b)
again:
	conn.SendDatagram(b)
	goto again
}
