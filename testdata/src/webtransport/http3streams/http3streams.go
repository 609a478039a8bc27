// Package http3streams shows http3's own streams: the request stream of a
// client and the stream that a handler takes over.
package http3streams

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/quic-go/quic-go/http3"
)

var errStatus = errors.New("status is not 2xx")

func requested(ctx context.Context, c *http3.ClientConn, req *http.Request) error {
	s, err := c.OpenRequestStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	defer s.CancelRead(0)
	return s.SendRequestHeader(req)
}

func requestedAndForgotten(ctx context.Context, c *http3.ClientConn, req *http.Request) error {
	s, err := c.OpenRequestStream(ctx) // want "stream from OpenRequestStream is not closed"
	if err != nil {
		return err
	}
	if err := s.SendRequestHeader(req); err != nil {
		return err
	}
	return s.Close()
}

// The body of a response ends the receive half only.
func bodyClosed(ctx context.Context, c *http3.ClientConn) error {
	s, err := c.OpenRequestStream(ctx) // want "stream from OpenRequestStream is not closed"
	if err != nil {
		return err
	}
	rsp, err := s.ReadResponse()
	if err != nil {
		s.CancelWrite(0)
		return err
	}
	return rsp.Body.Close()
}

// tunnel is what a MASQUE client makes of a request stream.
type tunnel struct{ s *http3.RequestStream }

func (t *tunnel) Close() error {
	t.s.CancelRead(0)
	return t.s.Close()
}

// dial cancels both halves unless the stream is kept.
func dial(ctx context.Context, c *http3.ClientConn, req *http.Request) (*tunnel, error) {
	s, err := c.OpenRequestStream(ctx)
	if err != nil {
		return nil, err
	}
	var keep bool
	defer func() {
		if !keep {
			s.CancelRead(1)
			s.CancelWrite(1)
		}
	}()
	if err := s.SendRequestHeader(req); err != nil {
		return nil, err
	}
	rsp, err := s.ReadResponse()
	if err != nil {
		return nil, err
	}
	if rsp.StatusCode/100 != 2 {
		return nil, errStatus
	}
	keep = true
	return &tunnel{s: s}, nil
}

// dialBefore has three bare returns.
func dialBefore(ctx context.Context, c *http3.ClientConn, req *http.Request) (*tunnel, error) {
	s, err := c.OpenRequestStream(ctx) // want "stream from OpenRequestStream is not closed"
	if err != nil {
		return nil, err
	}
	if err := s.SendRequestHeader(req); err != nil {
		return nil, err
	}
	rsp, err := s.ReadResponse()
	if err != nil {
		return nil, err
	}
	if rsp.StatusCode/100 != 2 {
		return nil, errStatus
	}
	return &tunnel{s: s}, nil
}

// dialSession gives the response back, without a stream, if it is no 2xx.
func dialSession(ctx context.Context, c *http3.ClientConn, req *http.Request) (*http.Response, *tunnel, error) {
	s, err := c.OpenRequestStream(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := s.SendRequestHeader(req); err != nil {
		abort(s)
		return nil, nil, err
	}
	rsp, err := s.ReadResponse()
	if err != nil {
		abort(s)
		return nil, nil, err
	}
	if rsp.StatusCode/100 != 2 {
		_ = s.Close()
		return rsp, nil, nil
	}
	return rsp, &tunnel{s: s}, nil
}

func abort(s *http3.RequestStream) {
	s.CancelRead(1)
	s.CancelWrite(1)
}

func tunnelled(ctx context.Context, c *http3.ClientConn, req *http.Request) error {
	t, err := dial(ctx, c, req)
	if err != nil {
		return err
	}
	defer t.Close()
	return nil
}

func tunnelledAndDropped(ctx context.Context, c *http3.ClientConn, req *http.Request) error {
	t, err := dial(ctx, c, req) // want "stream from dial is not closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, t.s)
	return err
}

func connectionClosed(ctx context.Context, c *http3.ClientConn, req *http.Request) error {
	s, err := c.OpenRequestStream(ctx)
	if err != nil {
		return err
	}
	if err := s.SendRequestHeader(req); err != nil {
		_ = c.CloseWithError(0, "")
		return err
	}
	return s.Close()
}

// A handler that takes the stream over owes it.

func hijacked(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusOK)
	s := w.(http3.HTTPStreamer).HTTPStream()
	defer s.Close()
	defer s.CancelRead(0)
	_, _ = io.Copy(s, s)
}

func hijackedAndDropped(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusOK)
	s := w.(http3.HTTPStreamer).HTTPStream() // want "stream from HTTPStream is not closed"
	_, _ = io.Copy(s, s)
}

func hijackedBodyClosed(w http.ResponseWriter, r *http.Request) {
	defer r.Body.Close()
	str, ok := w.(http3.HTTPStreamer)
	if !ok {
		http.Error(w, "no http3", http.StatusHTTPVersionNotSupported)
		return
	}
	s := str.HTTPStream() // want "stream from HTTPStream is not closed"
	_, _ = io.WriteString(s, "x")
}

func hijackedTwoPumps(w http.ResponseWriter, target io.ReadWriteCloser) {
	s := w.(http3.HTTPStreamer).HTTPStream()
	go func() {
		_, _ = io.Copy(target, s)
		_ = target.Close()
	}()
	_, _ = io.Copy(s, target)
	_ = s.Close()
}

// upgrade drops the stream if it has no manager.
func upgrade(w http.ResponseWriter, ready bool) (*http3.Stream, error) {
	s := w.(http3.HTTPStreamer).HTTPStream() // want "stream from HTTPStream is not closed"
	if !ready {
		return nil, errStatus
	}
	return s, nil
}
