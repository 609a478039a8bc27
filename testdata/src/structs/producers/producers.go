// Package producers shows functions that open a stream and pass it on. A call
// of one is an acquire of its own, named after the function; the acquire inside
// is judged by what that function does with it.
package producers

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/quic-go/quic-go"
)

var errRefused = errors.New("refused")

// dial forwards what OpenStream returns.
func dial(conn *quic.Conn) (*quic.Stream, error) {
	return conn.OpenStream()
}

// dialSync waits, but not for ever.
func dialSync(ctx context.Context, conn *quic.Conn) (*quic.Stream, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// dialPreface cancels before it returns an error.
func dialPreface(conn *quic.Conn) (*quic.Stream, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	if _, err := s.Write([]byte("preface")); err != nil {
		s.CancelWrite(1)
		return nil, err
	}
	return s, nil
}

// dialHandshake drops the stream on its second error path.
func dialHandshake(conn *quic.Conn) (*quic.Stream, error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return nil, err
	}
	if _, err := s.Write([]byte("hello")); err != nil {
		s.CancelWrite(1)
		return nil, err
	}
	var answer [1]byte
	if _, err := io.ReadFull(s, answer[:]); err != nil {
		return nil, err
	}
	if answer[0] != 0 {
		s.CancelWrite(2)
		return nil, errRefused
	}
	return s, nil
}

// dialCloser hides the stream behind an interface.
func dialCloser(conn *quic.Conn) (io.ReadWriteCloser, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return s, nil
}

// dialNamed has named results and naked returns.
func dialNamed(conn *quic.Conn) (s *quic.Stream, err error) {
	s, err = conn.OpenStream()
	if err != nil {
		return
	}
	if _, err = s.Write([]byte{1}); err != nil {
		s.CancelWrite(1)
		s = nil
	}
	return
}

// dialNamedDrops forgets the stream where it clears the result.
func dialNamedDrops(conn *quic.Conn) (s *quic.Stream, err error) {
	s, err = conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	if _, err = s.Write([]byte{1}); err != nil {
		s = nil
	}
	return
}

// dialRetry tries again only while it has no stream.
func dialRetry(conn *quic.Conn, tries int) (*quic.Stream, error) {
	var err error
	for range tries {
		var s *quic.Stream
		s, err = conn.OpenStream()
		if err == nil {
			return s, nil
		}
		time.Sleep(time.Millisecond)
	}
	return nil, err
}

// dialRetryHandshake tries again with a new stream and drops the last one.
func dialRetryHandshake(conn *quic.Conn, tries int) (*quic.Stream, error) {
	for range tries {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return nil, err
		}
		if _, err := io.ReadFull(s, make([]byte, 1)); err == nil {
			return s, nil
		}
	}
	return nil, errRefused
}

// dialRetryCancels gives every failed stream back.
func dialRetryCancels(conn *quic.Conn, tries int) (*quic.Stream, error) {
	for range tries {
		s, err := conn.OpenStream()
		if err != nil {
			return nil, err
		}
		if _, err := io.ReadFull(s, make([]byte, 1)); err == nil {
			return s, nil
		}
		s.CancelRead(1)
		s.CancelWrite(1)
	}
	return nil, errRefused
}

// mustDial panics instead of returning an error.
func mustDial(conn *quic.Conn) *quic.Stream {
	s, err := conn.OpenStream()
	if err != nil {
		panic(err)
	}
	return s
}

// tryDial says by a bool whether there is a stream.
func tryDial(conn *quic.Conn) (*quic.Stream, bool) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, false
	}
	return s, true
}

// dialDial is a producer made of a producer.
func dialDial(conn *quic.Conn) (io.ReadWriteCloser, error) {
	s, err := dialPreface(conn)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func forwarded(conn *quic.Conn) error {
	s, err := dial(conn)
	if err != nil {
		return err
	}
	return s.Close()
}

func forwardedAndDropped(conn *quic.Conn) error {
	s, err := dial(conn) // want "stream from dial is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func synced(ctx context.Context, conn *quic.Conn) error {
	s, err := dialSync(ctx, conn)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.WriteString(s, "x")
	return err
}

func syncedAndDropped(ctx context.Context, conn *quic.Conn) error {
	s, err := dialSync(ctx, conn) // want "stream from dialSync is not closed"
	if err != nil {
		return err
	}
	s.CancelRead(0)
	return nil
}

func prefaced(conn *quic.Conn) {
	s, err := dialPreface(conn)
	if err == nil {
		_ = s.Close()
	}
}

func prefacedAndReturnsEarly(conn *quic.Conn, skip bool) error {
	s, err := dialPreface(conn) // want "stream from dialPreface is not closed"
	if err != nil {
		return err
	}
	if skip {
		return nil
	}
	return s.Close()
}

func shaken(conn *quic.Conn) error {
	s, err := dialHandshake(conn)
	if err != nil {
		return err
	}
	return s.Close()
}

func hidden(conn *quic.Conn) error {
	rwc, err := dialCloser(conn)
	if err != nil {
		return err
	}
	defer rwc.Close()
	_, err = rwc.Write([]byte("x"))
	return err
}

func hiddenAndDropped(conn *quic.Conn) error {
	rwc, err := dialCloser(conn) // want "stream from dialCloser is not closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, rwc)
	return err
}

func named(conn *quic.Conn) error {
	s, err := dialNamed(conn)
	if err != nil {
		return err
	}
	return s.Close()
}

func namedAndDropped(conn *quic.Conn) error {
	s, err := dialNamed(conn) // want "stream from dialNamed is not closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func retried(conn *quic.Conn) error {
	s, err := dialRetry(conn, 3)
	if err != nil {
		return err
	}
	return s.Close()
}

func retriedAndDropped(conn *quic.Conn) error {
	s, err := dialRetryCancels(conn, 3) // want "stream from dialRetryCancels is not closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func forced(conn *quic.Conn) {
	s := mustDial(conn)
	defer s.Close()
	_, _ = io.Copy(io.Discard, s)
}

func forcedAndDropped(conn *quic.Conn) {
	s := mustDial(conn) // want "stream from mustDial is not closed"
	_, _ = io.Copy(io.Discard, s)
}

func tried(conn *quic.Conn) {
	s, ok := tryDial(conn)
	if !ok {
		return
	}
	_ = s.Close()
}

func triedAndDropped(conn *quic.Conn) bool {
	s, ok := tryDial(conn) // want "stream from tryDial is not closed"
	if ok {
		_, err := io.Copy(io.Discard, s)
		return err == nil
	}
	return ok
}

func twiceRemoved(conn *quic.Conn) error {
	rwc, err := dialDial(conn)
	if err != nil {
		return err
	}
	return rwc.Close()
}

func twiceRemovedAndDropped(conn *quic.Conn) error {
	rwc, err := dialDial(conn) // want "stream from dialDial is not closed"
	if err != nil {
		return err
	}
	_, err = rwc.Write([]byte("x"))
	return err
}

func discarded(conn *quic.Conn) error {
	_, err := dial(conn) // want "stream from dial is not closed"
	return err
}

func discardedAltogether(conn *quic.Conn) {
	dial(conn) // want "stream from dial is not closed"
}

// client keeps the stream it opened and lends it to everybody.
type client struct {
	conn *quic.Conn
	str  *quic.Stream
}

func (c *client) stream() (*quic.Stream, error) {
	if c.str != nil {
		return c.str, nil
	}
	s, err := c.conn.OpenStream()
	if err != nil {
		return nil, err
	}
	c.str = s
	return s, nil
}

func (c *client) say(msg string) error {
	s, err := c.stream()
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, msg)
	return err
}

func (c *client) Close() error {
	if c.str == nil {
		return nil
	}
	return c.str.Close()
}

// open is a method that produces.
func (c *client) open(ctx context.Context) (*quic.Stream, error) {
	s, err := c.conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, errors.Join(errRefused, err)
	}
	return s, nil
}

func (c *client) ask(ctx context.Context) error {
	s, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(io.Discard, s)
	return err
}

func (c *client) askAndDrop(ctx context.Context) error {
	s, err := c.open(ctx) // want "stream from open is not closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

// pair opens two streams; if the second fails the first is given back.
func pair(front, back *quic.Conn) (a, b *quic.Stream, err error) {
	if a, err = front.OpenStream(); err != nil {
		return nil, nil, err
	}
	if b, err = back.OpenStream(); err != nil {
		a.CancelWrite(1)
		return nil, nil, err
	}
	return a, b, nil
}

// pairDrops loses the first stream if the second cannot be opened.
func pairDrops(front, back *quic.Conn) (a, b *quic.Stream, err error) {
	if a, err = front.OpenStream(); err != nil { // want "stream from OpenStream is not closed"
		return nil, nil, err
	}
	if b, err = back.OpenStream(); err != nil {
		return nil, nil, err
	}
	return a, b, nil
}

func bothClosed(front, back *quic.Conn) error {
	a, b, err := pair(front, back)
	if err != nil {
		return err
	}
	defer a.Close()
	defer b.Close()
	_, err = io.Copy(a, b)
	return err
}

// halfDial returns a function that gives the stream back beside it.
func halfDial(conn *quic.Conn) (io.ReadWriter, func() error, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, nil, err
	}
	return s, s.Close, nil
}

func halfDialed(conn *quic.Conn) error {
	rw, done, err := halfDial(conn)
	if err != nil {
		return err
	}
	defer done()
	_, err = io.WriteString(rw, "x")
	return err
}

// secondStream returns one stream and loses another.
func secondStream(conn *quic.Conn) (*quic.Stream, error) {
	control, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return nil, err
	}
	if _, err := control.Write([]byte{0}); err != nil {
		control.CancelWrite(1)
		return nil, err
	}
	return conn.OpenStream()
}

// dialOrKeep takes over a stream it was given, or opens one.
func dialOrKeep(conn *quic.Conn, s *quic.Stream) (*quic.Stream, error) {
	if s != nil {
		return s, nil
	}
	return dial(conn)
}

func keptAndClosed(conn *quic.Conn) error {
	s, err := dialOrKeep(conn, nil)
	if err != nil {
		return err
	}
	return s.Close()
}

// openGreeting says something and, if that is all, ends the stream by itself.
func openGreeting(conn *quic.Conn, all bool) (*quic.Stream, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	io.WriteString(s, "hello")
	if all {
		s.CancelWrite(0)
	}
	return s, nil
}

// GreetingWasAll is clean: where it returns early the stream has ended.
func GreetingWasAll(conn *quic.Conn, all bool) error {
	s, err := openGreeting(conn, all)
	if err != nil || all {
		return err
	}
	return s.Close()
}

// GreetingWasNotAll leaks where there was more to say.
func GreetingWasNotAll(conn *quic.Conn, all bool) error {
	s, err := openGreeting(conn, all) // want "stream from openGreeting is not closed"
	if err != nil || !all {
		return err
	}
	return s.Close()
}
