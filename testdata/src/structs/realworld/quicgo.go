// Package realworld rebuilds, in a few lines each, what quic-go, its examples
// and the libraries on top of it do with streams, and what users reported.
package realworld

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/quic-go/quic-go"
)

var (
	errGoaway  = errors.New("connection is going away")
	errRequest = errors.New("malformed request")
)

// The public connection of the library forwards to an inner one.

type publicConn struct{ inner *quic.Conn }

func (c *publicConn) OpenStream() (*quic.Stream, error) { return c.inner.OpenStream() }

func (c *publicConn) AcceptStream(ctx context.Context) (*quic.Stream, error) {
	return c.inner.AcceptStream(ctx)
}

// An http3 client may meet a GOAWAY while it opens a request stream: then both
// halves are cancelled. Otherwise the stream is tracked, wrapped twice, returned.

type clientConn struct {
	conn *quic.Conn

	mu      sync.Mutex
	goaway  bool
	streams map[quic.StreamID]*trackedStream
}

type trackedStream struct {
	*quic.Stream
	onClose func()
}

func (t *trackedStream) Close() error {
	defer t.onClose()
	return t.Stream.Close()
}

type requestStream struct {
	str   *trackedStream
	reqID int
}

func (r *requestStream) Write(b []byte) (int, error) { return r.str.Write(b) }
func (r *requestStream) Read(b []byte) (int, error)  { return r.str.Read(b) }
func (r *requestStream) Close() error                { return r.str.Close() }

func (r *requestStream) abort() {
	r.str.CancelRead(0x10c)
	r.str.CancelWrite(0x10c)
}

func (c *clientConn) openRequestStream(ctx context.Context) (*requestStream, error) {
	s, err := c.conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.goaway {
		s.CancelRead(0x10b)
		s.CancelWrite(0x10b)
		return nil, errGoaway
	}
	id := s.StreamID()
	t := &trackedStream{Stream: s, onClose: func() { c.forget(id) }}
	c.streams[id] = t
	return &requestStream{str: t}, nil
}

func (c *clientConn) forget(id quic.StreamID) {
	c.mu.Lock()
	delete(c.streams, id)
	c.mu.Unlock()
}

func (c *clientConn) openRequestStreamForgettingGoaway(ctx context.Context) (*requestStream, error) {
	s, err := c.conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.goaway {
		s.CancelRead(0x10b)
		return nil, errGoaway
	}
	return &requestStream{str: &trackedStream{Stream: s, onClose: func() {}}}, nil
}

// A round trip: the context cancels, the body is sent by a goroutine that
// closes, and every error cancels both halves.
func (c *clientConn) roundTrip(ctx context.Context, header string, body io.Reader) (io.Reader, error) {
	str, err := c.openRequestStream(ctx)
	if err != nil {
		return nil, err
	}
	done := make(chan struct{})
	go func() {
		select {
		case <-ctx.Done():
			str.abort()
		case <-done:
		}
	}()
	if _, err := io.WriteString(str, header); err != nil {
		str.abort()
		close(done)
		return nil, err
	}
	if body == nil {
		_ = str.Close()
	} else {
		go func() {
			defer str.Close()
			_, _ = io.Copy(str, body)
		}()
	}
	return bufio.NewReader(str), nil
}

// The http3 server refuses streams while it shuts down and serves the others in
// goroutines of a WaitGroup.

type h3Server struct {
	closing atomic.Bool
	wg      sync.WaitGroup
	serve   func(io.ReadWriter) error
}

func (h *h3Server) handleConn(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		if h.closing.Load() {
			s.CancelRead(0x10b)
			s.CancelWrite(0x10b)
			continue
		}
		h.wg.Go(func() { h.handleRequestStream(conn, s) })
	}
}

// handleRequestStream ends the send half at every exit: by a cancel, by the
// end of the connection or by Close.
func (h *h3Server) handleRequestStream(conn *quic.Conn, s *quic.Stream) {
	typ, err := bufio.NewReader(s).ReadByte()
	if err != nil {
		s.CancelRead(1)
		s.CancelWrite(1)
		return
	}
	if typ != 1 {
		_ = conn.CloseWithError(0x105, "unexpected frame")
		return
	}
	if err := h.serve(s); err != nil {
		s.CancelRead(2)
		s.CancelWrite(2)
		return
	}
	s.CancelRead(0)
	_ = s.Close()
}

func (h *h3Server) handleConnRefusingHalf(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		if h.closing.Load() {
			s.CancelRead(0x10b)
			continue
		}
		h.wg.Go(func() { h.handleRequestStream(conn, s) })
	}
}

// The echo example.
func echoServer(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(s, s)
	return err
}

func echoClient(ctx context.Context, conn *quic.Conn, msg string) error {
	defer conn.CloseWithError(0, "")
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	if _, err := io.WriteString(s, msg); err != nil {
		return err
	}
	buf := make([]byte, len(msg))
	_, err = io.ReadFull(s, buf)
	return err
}

// The HTTP/0.9 client: one return, after a failed Write, forgets the stream;
// after that Close is called and its error checked.
func http09Client(ctx context.Context, conn *quic.Conn, path string) (*http.Response, error) {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return nil, err
	}
	if _, err := s.Write([]byte("GET " + path + "\r\n")); err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: 200, Body: io.NopCloser(s)}, nil
}

func http09ClientFixed(ctx context.Context, conn *quic.Conn, path string) (*http.Response, error) {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := s.Write([]byte("GET " + path + "\r\n")); err != nil {
		s.CancelRead(0)
		s.CancelWrite(0)
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: 200, Body: io.NopCloser(s)}, nil
}

// The HTTP/0.9 server: the goroutine calls a helper with two bare returns.
func http09Server(ctx context.Context, conn *quic.Conn) {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return
		}
		go func() {
			if err := http09Handle(s); err != nil {
				fmt.Println("handling failed:", err)
			}
		}()
	}
}

func http09Handle(s *quic.Stream) error {
	req, err := io.ReadAll(s)
	if err != nil {
		return err
	}
	line := strings.TrimRight(string(req), "\r\n")
	if len(line) < 5 || line[:5] != "GET /" {
		fmt.Println("malformed request")
		s.CancelWrite(42)
		return nil
	}
	if _, err := s.Write(bytes.Repeat([]byte("."), 10)); err != nil {
		return err
	}
	return s.Close()
}

func http09ServerFixed(ctx context.Context, conn *quic.Conn) {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		go func() {
			if err := http09HandleFixed(s); err != nil {
				fmt.Println("handling failed:", err)
			}
		}()
	}
}

func http09HandleFixed(s *quic.Stream) error {
	defer s.Close()
	req, err := io.ReadAll(s)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(string(req), "GET /") {
		s.CancelWrite(42)
		return errRequest
	}
	_, err = s.Write([]byte("hello"))
	return err
}
