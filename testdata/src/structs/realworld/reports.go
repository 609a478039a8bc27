package realworld

import (
	"context"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"log"
	"sync"
	"time"

	"github.com/quic-go/quic-go"
)

// Close is called but nothing is read: the send half is over, and only the
// receive rule has something to say.
func closedButNotDrained(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		if err := s.Close(); err != nil {
			log.Print(err)
		}
	}
}

// Everything is read but nothing is closed.
func drainedButNotClosed(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		if _, err := io.ReadAll(s); err != nil {
			log.Print(err)
		}
	}
}

// A benchmark client opens a stream for each message and is blocked at the
// hundred and first.
func messagePerStream(ctx context.Context, conn *quic.Conn, msgs []string) error {
	for _, msg := range msgs {
		s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
		if err != nil {
			return err
		}
		if _, err := fmt.Fprint(s, msg); err != nil {
			return err
		}
	}
	return nil
}

func messagePerStreamClosed(ctx context.Context, conn *quic.Conn, msgs []string) error {
	for _, msg := range msgs {
		s, err := conn.OpenStreamSync(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(s, msg)
		if err := errors.Join(err, s.Close()); err != nil {
			return err
		}
	}
	return nil
}

// The commonest bug: Close is deferred after a return.
func deferAfterHeader(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	var n uint32
	if err := binary.Read(s, binary.BigEndian, &n); err != nil {
		return fmt.Errorf("header: %w", err)
	}
	defer s.Close()
	_, err = io.CopyN(io.Discard, s, int64(n))
	return err
}

// A deadline ends nothing.
func deadlineInsteadOfClose(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	defer s.SetDeadline(time.Now())
	_, err = io.ReadFull(s, make([]byte, 8))
	return err
}

// The end of the stream's context ends nothing either.
func waitForContext(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	select {
	case <-s.Context().Done():
		return context.Cause(s.Context())
	case <-time.After(time.Minute):
	}
	return s.Close()
}

// The peer's cancel, met in a Write, has ended the send half.
func writeMeetsTheCancel(conn *quic.Conn, b []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(b); err != nil {
		cancelled := new(quic.StreamError)
		if errors.As(err, &cancelled) {
			return nil
		}
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

// The peer's cancel, met in a Read, has not.
func readMeetsTheCancel(conn *quic.Conn, b []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := s.Read(b); err != nil {
		cancelled := new(quic.StreamError)
		if errors.As(err, &cancelled) {
			return nil
		}
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

// gob decodes, and forgets to answer when it cannot.
func gobServer(ctx context.Context, conn *quic.Conn, handle func(string) string) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		var req string
		if err := gob.NewDecoder(s).Decode(&req); err != nil {
			log.Print(err)
			continue
		}
		_ = gob.NewEncoder(s).Encode(handle(req))
		_ = s.Close()
	}
}

// libp2p's wrapper: Close ends both halves, CloseWrite one, Reset aborts both.

type muxed struct{ *quic.Stream }

func (m *muxed) Close() error {
	m.Stream.CancelRead(0)
	return m.Stream.Close()
}

func (m *muxed) CloseWrite() error { return m.Stream.Close() }

func (m *muxed) CloseRead() error {
	m.Stream.CancelRead(0)
	return nil
}

func (m *muxed) Reset() error {
	m.Stream.CancelRead(0)
	m.Stream.CancelWrite(0)
	return nil
}

func newMuxed(ctx context.Context, conn *quic.Conn) (*muxed, error) {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	return &muxed{s}, nil
}

func muxedReset(ctx context.Context, conn *quic.Conn) error {
	m, err := newMuxed(ctx, conn)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(m, "ping"); err != nil {
		return errors.Join(err, m.Reset())
	}
	return m.CloseWrite()
}

func muxedCloseRead(ctx context.Context, conn *quic.Conn) error {
	m, err := newMuxed(ctx, conn) // want "stream from newMuxed is not closed"
	if err != nil {
		return err
	}
	if _, err := io.WriteString(m, "ping"); err != nil {
		return errors.Join(err, m.Reset())
	}
	return m.CloseRead()
}

// storj's connection has one stream, opened at the first use; closing it closes
// the QUIC connection.

type oneStreamConn struct {
	conn *quic.Conn
	once sync.Once
	str  *quic.Stream
	err  error
}

func (c *oneStreamConn) stream() (*quic.Stream, error) {
	c.once.Do(func() {
		c.str, c.err = c.conn.OpenStreamSync(context.Background())
	})
	return c.str, c.err
}

func (c *oneStreamConn) Write(b []byte) (int, error) {
	s, err := c.stream()
	if err != nil {
		return 0, err
	}
	return s.Write(b)
}

func (c *oneStreamConn) Close() error { return c.conn.CloseWithError(0, "") }

// The stream limit is met, and the caller backs off.
func openOrBackOff(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStream()
	limit := new(quic.StreamLimitReachedError)
	switch {
	case errors.As(err, &limit):
		return fmt.Errorf("later: %w", err)
	case err != nil:
		return err
	}
	defer s.Close()
	_, err = io.WriteString(s, "x")
	return err
}

// The handler may panic, and the panic is recovered above it.
func handlerPanics(ctx context.Context, conn *quic.Conn, handle func(io.ReadWriter)) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if r := recover(); r != nil {
			s.CancelWrite(1)
			return
		}
		_ = s.Close()
	}()
	handle(s)
	return nil
}
