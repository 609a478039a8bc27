// Package handed hands funcs to code that cannot be seen, which gets what they
// return: it passes on what fits the results of its own, and keeps the rest.
package handed

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"

	"github.com/quic-go/quic-go"
)

var errRefused = errors.New("refused")

// A conn is a stream with addresses.
type conn struct {
	*quic.Stream
	over *quic.Conn
}

func (c *conn) LocalAddr() net.Addr  { return c.over.LocalAddr() }
func (c *conn) RemoteAddr() net.Addr { return c.over.RemoteAddr() }

// An option is made by a library that dials when it likes.
type option interface{ apply() }

type library interface {
	WithDialer(dial func(context.Context) (net.Conn, error)) option
	Add(get func() *quic.Stream)
	Retry(f func() error) (attempts int, err error)
	Get(f func() (*quic.Stream, error)) (*quic.Stream, error)
	Once(f func() (any, error)) (v any, err error, shared bool)
}

// DialsLater is clean: the library owns what it dials.
func DialsLater(l library, c *quic.Conn) option {
	return l.WithDialer(func(ctx context.Context) (net.Conn, error) {
		s, err := c.OpenStreamSync(ctx)
		if err != nil {
			return nil, err
		}
		return &conn{s, c}, nil
	})
}

// DialsLaterForgets leaks the stream that it does not hand over.
func DialsLaterForgets(l library, c *quic.Conn) option {
	return l.WithDialer(func(ctx context.Context) (net.Conn, error) {
		s, err := c.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
		if err != nil {
			return nil, err
		}
		if s.StreamID() > 100 {
			return nil, errRefused
		}
		return &conn{s, c}, nil
	})
}

// Gives is clean: the library can call the func and close what it returns.
func Gives(l library, c *quic.Conn) error {
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	l.Add(func() *quic.Stream { return s })
	return nil
}

// GivesBytes leaks: what the library gets is no stream.
func GivesBytes(l library, c *quic.Conn) error {
	s, err := c.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = l.Retry(func() error {
		_, err := s.Write(nil)
		return err
	})
	return err
}

// GivesOnce is clean: what is returned comes back.
func GivesOnce(c *quic.Conn) error {
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	get := sync.OnceValue(func() *quic.Stream { return s })
	return get().Close()
}

// Retries is clean: the error of the func is that of the call.
func Retries(l library, c *quic.Conn) error {
	var s *quic.Stream
	if _, err := l.Retry(func() (err error) { s, err = c.OpenStream(); return err }); err != nil {
		return err
	}
	defer s.Close()
	_, err := io.WriteString(s, "hello")
	return err
}

// RetriesForgets leaks where there is no error.
func RetriesForgets(l library, c *quic.Conn) error {
	var s *quic.Stream
	_, err := l.Retry(func() (err error) {
		s, err = c.OpenStream() // want "stream from OpenStream is not closed"
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "hello")
	return err
}

// ComesBack is clean, ComesBackDropped leaks.
func ComesBack(l library, c *quic.Conn) error {
	s, err := l.Get(func() (*quic.Stream, error) { return c.OpenStream() })
	if err != nil {
		return err
	}
	return s.Close()
}

func ComesBackDropped(l library, c *quic.Conn) error {
	_, err := l.Get(func() (*quic.Stream, error) {
		return c.OpenStream() // want "stream from OpenStream is not closed"
	})
	return err
}

// ComesBackAsAny is clean, though the call has one more result.
func ComesBackAsAny(l library, c *quic.Conn) error {
	v, err, _ := l.Once(func() (any, error) {
		s, err := c.OpenStream()
		if err != nil {
			return nil, err
		}
		return s, nil
	})
	if err != nil {
		return err
	}
	return v.(*quic.Stream).Close()
}

// A mux keeps what it is handed, and runs it for each message.
type mux interface{ Handle(f func(b []byte)) }

// OpensWhenNeeded is clean: the next message finds the stream.
func OpensWhenNeeded(m mux, c *quic.Conn) {
	var s *quic.Stream
	m.Handle(func(b []byte) {
		if s == nil {
			opened, err := c.OpenStream()
			if err != nil {
				return
			}
			s = opened
		}
		if _, err := s.Write(b); err != nil {
			s.CancelWrite(1)
			s = nil
		}
	})
}

// KeepsWhenNeeded is clean: so it does in a struct.
func KeepsWhenNeeded(m mux, c *quic.Conn) {
	kept := &conn{over: c}
	m.Handle(func(b []byte) {
		if kept.Stream == nil {
			s, err := c.OpenStream()
			if err != nil {
				return
			}
			kept.Stream = s
		}
		kept.Write(b)
	})
}

// OpensEachTime leaks: the next message overwrites it.
func OpensEachTime(m mux, c *quic.Conn) {
	var s *quic.Stream
	m.Handle(func(b []byte) {
		var err error
		s, err = c.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return
		}
		s.Write(b)
	})
}

// SendsWhenNeeded leaks a stream that only its own message knows.
func SendsWhenNeeded(m mux, c *quic.Conn) {
	greeted := false
	m.Handle(func(b []byte) {
		if greeted {
			return
		}
		greeted = true
		s, err := c.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return
		}
		s.Write(b)
	})
}
