package ends

import (
	"context"

	"github.com/quic-go/quic-go"
)

// A Handler handles one connection.
type Handler interface {
	Handle(ctx context.Context, c *quic.Conn) error
}

// A HandlerFunc is a Handler.
type HandlerFunc func(ctx context.Context, c *quic.Conn) error

// Handle calls the function.
func (f HandlerFunc) Handle(ctx context.Context, c *quic.Conn) error { return f(ctx, c) }

// A Server ends its connections when they are handled.
type Server struct {
	OnConn HandlerFunc
	h      Handler
}

// NewServer returns a server with a function for a handler.
func NewServer(f HandlerFunc) *Server { return &Server{h: f} }

// NewServerFor returns a server with a handler.
func NewServerFor(h Handler) *Server { return &Server{h: h} }

// Serve handles a connection.
func (s *Server) Serve(ctx context.Context, c *quic.Conn) {
	if s.OnConn != nil && s.OnConn(ctx, c) != nil {
		c.CloseWithError(1, "")
		return
	}
	if err := s.h.Handle(ctx, c); err != nil {
		c.CloseWithError(2, err.Error())
		return
	}
	c.CloseWithError(0, "")
}

// Retry calls a function twice if it fails.
func Retry(f func() error) error {
	if f() == nil {
		return nil
	}
	return f()
}
