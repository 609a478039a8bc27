// Package requests shows the receive halves of http3's streams.
package requests

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
)

// Both ends both halves.
func Both(ctx context.Context, c *http3.ClientConn, req *http.Request) error {
	s, err := c.OpenRequestStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	defer s.CancelRead(0)
	return s.SendRequestHeader(req)
}

// Sent sends a request and does not wait for the answer.
func Sent(ctx context.Context, c *http3.ClientConn, req *http.Request) error {
	s, err := c.OpenRequestStream(ctx) // want "never read when Sent returns .*; it stays in memory until its connection ends"
	if err != nil {
		return err
	}
	defer s.Close()
	return s.SendRequestHeader(req)
}

// Response hands the rest to the body of the response.
func Response(ctx context.Context, c *http3.ClientConn, req *http.Request) (*http.Response, error) {
	s, err := c.OpenRequestStream(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if err := s.SendRequestHeader(req); err != nil {
		s.CancelRead(0)
		return nil, err
	}
	return s.ReadResponse()
}

// Handle takes the stream over from the server, and reads it to its end.
func Handle(w http.ResponseWriter, r *http.Request) {
	s := w.(http3.HTTPStreamer).HTTPStream()
	defer s.Close()
	io.Copy(io.Discard, s)
}

// Refuse takes it over and only closes it.
func Refuse(w http.ResponseWriter, r *http.Request) {
	s := w.(http3.HTTPStreamer).HTTPStream() // want "never read when Refuse returns .*; the peer does not get its place back"
	s.Close()
}

// Serve hands over what is for the server, which ends both halves.
func Serve(ctx context.Context, conn *quic.Conn, server *http3.RawServerConn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	server.HandleRequestStream(s)
	u, err := conn.AcceptUniStream(ctx)
	if err != nil {
		return err
	}
	server.HandleUnidirectionalStream(u)
	return nil
}

// Peeked drops a stream of which it cannot see the type.
func Peeked(ctx context.Context, conn *quic.Conn, server *http3.RawServerConn) error {
	s, err := conn.AcceptUniStream(ctx) // want "never read when Peeked returns"
	if err != nil {
		return err
	}
	var first [1]byte
	if _, err := s.Peek(first[:]); err != nil {
		return errors.New("no type")
	}
	server.HandleUnidirectionalStream(s)
	return nil
}
