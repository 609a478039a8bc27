// Package mocks shows connections and streams that are not the library's: test
// doubles that implement its interfaces.
package mocks

import (
	"context"
	"io"
	"sync"
	"testing"

	"github.com/quic-go/quic-go"
)

// fakeStream is a stream without a network.
type fakeStream struct {
	quic.Stream
	mu     sync.Mutex
	closed bool
}

func (f *fakeStream) Write(b []byte) (int, error) { return len(b), nil }

func (f *fakeStream) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	return nil
}

func (f *fakeStream) CancelWrite(quic.StreamErrorCode) { _ = f.Close() }

// fakeConn hands out streams made before; it opens none.
type fakeConn struct {
	quic.Connection
	streams chan quic.Stream
}

func (c *fakeConn) AcceptStream(ctx context.Context) (quic.Stream, error) {
	select {
	case s := <-c.streams:
		return s, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (c *fakeConn) OpenStream() (quic.Stream, error) { return &fakeStream{}, nil }

func throughInterface(ctx context.Context, conn quic.Connection) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func throughInterfaceClosed(ctx context.Context, conn quic.Connection) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.WriteString(s, "x")
	return err
}

func testHelper(ctx context.Context, t *testing.T) {
	conn := &fakeConn{streams: make(chan quic.Stream, 1)}
	conn.streams <- &fakeStream{}
	if err := throughInterfaceClosed(ctx, conn); err != nil {
		t.Fatal(err)
	}
}

func testCleanup(t *testing.T, conn quic.Connection) quic.Stream {
	t.Helper()
	s, err := conn.OpenStream()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func testUsesCleanup(t *testing.T, conn quic.Connection) {
	s := testCleanup(t, conn)
	if _, err := io.WriteString(s, "x"); err != nil {
		t.Error(err)
	}
}

func testForgets(t *testing.T, conn quic.Connection) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(s, "x"); err != nil {
		t.Error(err)
	}
}

func testEndsItself(t *testing.T, conn quic.Connection) {
	s, err := conn.OpenStream()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(s, "x"); err != nil {
		t.Fatalf("write: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// limiter is a decorator that refuses to open too many streams.
type limiter struct {
	quic.Connection
	slots chan struct{}
}

func (l *limiter) OpenStreamSync(ctx context.Context) (quic.Stream, error) {
	select {
	case l.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s, err := l.Connection.OpenStreamSync(ctx)
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &limited{Stream: s, done: func() { <-l.slots }}, nil
}

type limited struct {
	quic.Stream
	done func()
	once sync.Once
}

func (l *limited) Close() error {
	l.once.Do(l.done)
	return l.Stream.Close()
}

func limitedClosed(ctx context.Context, l *limiter) error {
	s, err := l.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.WriteString(s, "x")
	return err
}

func limitedAndDropped(ctx context.Context, l *limiter) error {
	s, err := l.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}
