// Package outlived shows streams that are open on paths that go on after their
// connection has ended, as far as can be told: an accept loop was left, or a
// channel was closed that nobody closes but who ends the connection.
package outlived

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/quic-go/quic-go"
)

var errClosed = errors.New("closed")

func echo(s *quic.Stream) {
	defer s.Close()
	_, _ = io.Copy(s, s)
}

// greet has a stream for control, on which nothing comes after the first words.
func greet(ctx context.Context, conn *quic.Conn) {
	control, err := conn.AcceptStream(ctx)
	if err != nil {
		return
	}
	_, _ = io.WriteString(control, "welcome")
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		go echo(s)
	}
}

// greetOnce goes on when no second stream comes in time.
func greetOnce(ctx context.Context, conn *quic.Conn) {
	control, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	_, _ = io.WriteString(control, "welcome")
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return
	}
	echo(s)
	_ = control.Close()
}

// greetAndLeave leaves the loop on its own account.
func greetAndLeave(ctx context.Context, conn *quic.Conn) {
	control, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	_, _ = io.WriteString(control, "welcome")
	for i := 0; i < 10; i++ {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		go echo(s)
	}
}

func serveUni(ctx context.Context, conn *quic.Conn, take func(io.Reader)) error {
	control, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	_, _ = io.WriteString(control, "ready")
	for {
		s, err := conn.AcceptUniStream(ctx)
		if err != nil {
			return err
		}
		go take(s)
	}
}

func acceptOfAnother(ctx context.Context, front, back *quic.Conn) error {
	control, err := front.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	_, _ = io.WriteString(control, "ready")
	for {
		s, err := back.AcceptStream(ctx)
		if err != nil {
			return err
		}
		go echo(s)
	}
}

// A session serves streams until it is closed.
type session struct {
	conn *quic.Conn
	once sync.Once
	done chan struct{} // closed with the connection
	idle chan struct{} // closed now and then
	err  error
	jobs chan *quic.Stream
}

func (h *session) close(err error) {
	h.once.Do(func() {
		h.err = err
		close(h.done)
		_ = h.conn.CloseWithError(0, "bye")
	})
}

func (h *session) rest() { close(h.idle) }

func (h *session) serve(ctx context.Context) {
	control, err := h.conn.AcceptStream(ctx)
	if err != nil {
		h.close(err)
		return
	}
	_, _ = io.WriteString(control, "welcome")
	h.loop(ctx)
}

func (h *session) loop(ctx context.Context) {
	for {
		s, err := h.conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		go func() {
			if err := h.handle(s); err != nil {
				s.CancelRead(0)
				_ = s.Close()
			}
		}()
	}
}

// handle returns h.err, which is an error when done is closed.
func (h *session) handle(s *quic.Stream) error {
	var n uint16
	if err := binary.Read(s, binary.BigEndian, &n); err != nil {
		return err
	}
	select {
	case <-h.done:
		return h.err
	case h.jobs <- s:
		return nil
	}
}

func (h *session) work() {
	for s := range h.jobs {
		echo(s)
	}
}

func (h *session) waitForDone(ctx context.Context) error {
	s, err := h.conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	_, _ = io.WriteString(s, "ready")
	<-h.done
	return errClosed
}

func (h *session) waitForIdle(ctx context.Context) error {
	s, err := h.conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	_, _ = io.WriteString(s, "ready")
	<-h.idle
	return errClosed
}

// first accepts a stream that comes sooner or later, unless the connection ends.
func first(conn *quic.Conn) {
	control, err := conn.OpenStream()
	if err != nil {
		return
	}
	s, err := conn.AcceptStream(context.Background())
	if err != nil {
		return
	}
	echo(s)
	_ = control.Close()
}

// firstUnless has a context that ends with the function.
func firstUnless(conn *quic.Conn) error {
	ctx, cancel := context.WithCancel(context.TODO())
	defer cancel()
	control, err := conn.OpenStream()
	if err != nil {
		return err
	}
	s, err := conn.AcceptUniStream(ctx)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, s)
	return control.Close()
}

// firstUntil gets its context from its caller, who may end it.
func firstUntil(ctx context.Context, conn *quic.Conn) error {
	control, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	s, err := conn.AcceptUniStream(ctx)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, s)
	return control.Close()
}

// firstEver is walked with the context of its caller.
func firstEver(conn *quic.Conn) {
	control, err := conn.OpenStream()
	if err != nil {
		return
	}
	firstThen(context.WithoutCancel(conn.Context()), conn, control)
}

func firstThen(ctx context.Context, conn *quic.Conn, control *quic.Stream) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return
	}
	echo(s)
	_ = control.Close()
}

// firstSoon goes on when the time is over.
func firstSoon(conn *quic.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	control, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return
	}
	echo(s)
	_ = control.Close()
}

// firstOfAnother leaks: the other connection has ended.
func firstOfAnother(conn, other *quic.Conn) {
	control, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	s, err := other.AcceptStream(context.Background())
	if err != nil {
		return
	}
	echo(s)
	_ = control.Close()
}

// firstAndLeave leaks when there is a stream.
func firstAndLeave(conn *quic.Conn) {
	control, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	s, err := conn.AcceptStream(context.Background())
	if err != nil {
		return
	}
	_, _ = io.Copy(s, control)
	_ = s.Close()
}

// firstToOpen leaks: that none can be opened does not mean that the connection ended.
func firstToOpen(conn *quic.Conn) {
	control, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	s, err := conn.OpenStreamSync(context.Background())
	if err != nil {
		return
	}
	echo(s)
	_ = control.Close()
}
