package connclose

import (
	"context"
	"sync"
	"testing"

	"github.com/quic-go/quic-go"
)

// A connection that is going to be closed by whom it was handed to before the stream
// was opened.

func watched(ctx context.Context, conn *quic.Conn, b []byte) error {
	go func() {
		<-ctx.Done()
		conn.CloseWithError(0, "")
	}()
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = s.Write(b)
	return err
}

func watchedWithArguments(ctx context.Context, conn *quic.Conn, b []byte) error {
	var wg sync.WaitGroup
	wg.Add(1)
	go func(c *quic.Conn) {
		defer wg.Done()
		<-ctx.Done()
		c.CloseWithError(0, "")
	}(conn)
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = s.Write(b)
	return err
}

func watchedByWaitGroup(ctx context.Context, conn *quic.Conn, b []byte) error {
	var wg sync.WaitGroup
	wg.Go(func() {
		<-ctx.Done()
		conn.CloseWithError(0, "")
	})
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = s.Write(b)
	return err
}

func closedAfterContext(ctx context.Context, conn *quic.Conn, b []byte) error {
	context.AfterFunc(ctx, func() { conn.CloseWithError(0, "") })
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = s.Write(b)
	return err
}

type watchedClient struct{ conn *quic.Conn }

func (c *watchedClient) open() (*quic.Stream, error) { return c.conn.OpenStream() }

func (c *watchedClient) Close() error { return c.conn.CloseWithError(0, "") }

func testClient(t *testing.T, conn *quic.Conn) *watchedClient {
	c := &watchedClient{conn}
	t.Cleanup(func() { _ = c.Close() })
	s, err := c.open()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write([]byte("hello")); err != nil {
		t.Error(err)
	}
	return c
}

// The goroutine of each stream leaves it to the connection.
func servedUnderWatch(ctx context.Context, conn *quic.Conn) {
	context.AfterFunc(ctx, func() { conn.CloseWithError(0, "") })
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return
	}
	go func() {
		s.Read(make([]byte, 10))
	}()
}

// It comes back for more streams, of which each takes a slot.
func servedInLoopUnderWatch(ctx context.Context, conn *quic.Conn) error {
	go func() {
		<-ctx.Done()
		conn.CloseWithError(0, "")
	}()
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed on every path"
		if err != nil {
			return err
		}
		s.Read(make([]byte, 10))
	}
}

// Another connection is closed.
func watchedBeside(ctx context.Context, conn, other *quic.Conn, b []byte) error {
	go func() {
		<-ctx.Done()
		other.CloseWithError(0, "")
	}()
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed on every path: still open when watchedBeside returns"
	if err != nil {
		return err
	}
	_, err = s.Write(b)
	return err
}

// The watcher may go home without an end of the connection.
func watchedAtMost(ctx context.Context, conn *quic.Conn, done <-chan struct{}, b []byte) error {
	go func() {
		select {
		case <-ctx.Done():
			conn.CloseWithError(0, "")
		case <-done:
		}
	}()
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed on every path: still open when watchedAtMost returns"
	if err != nil {
		return err
	}
	_, err = s.Write(b)
	return err
}

// The goroutine uses the connection before it ends it, and may do so for long.
func servedBeside(ctx context.Context, conn *quic.Conn, b []byte) error {
	go func() {
		conn.AcceptUniStream(ctx)
		conn.CloseWithError(0, "")
	}()
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed on every path: still open when servedBeside returns"
	if err != nil {
		return err
	}
	_, err = s.Write(b)
	return err
}
