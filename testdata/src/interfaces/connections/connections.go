// Package connections shows acquires through the interfaces of quic-go before
// v0.53: Connection, EarlyConnection, and interfaces that embed them.
package connections

import (
	"context"
	"crypto/tls"
	"io"

	"github.com/quic-go/quic-go"
)

func connection(conn quic.Connection) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func connectionClosed(conn quic.Connection) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.WriteString(s, "x")
	return err
}

func early(ctx context.Context, conn quic.EarlyConnection) error {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 1)); err != nil {
		return err
	}
	return s.Close()
}

func earlyClosed(ctx context.Context, conn quic.EarlyConnection) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.ReadFull(s, make([]byte, 1))
	return err
}

func earlyAsConnection(conn quic.EarlyConnection) error {
	return connectionClosed(conn)
}

// earlyWidened closes the same connection under its other interface.
func earlyWidened(early quic.EarlyConnection) error {
	var conn quic.Connection = early
	defer conn.CloseWithError(0, "")
	s, err := early.OpenStream()
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func dialEarly(ctx context.Context, addr string, conf *tls.Config) error {
	conn, err := quic.DialAddrEarly(ctx, addr, conf, nil)
	if err != nil {
		return err
	}
	defer conn.CloseWithError(0, "")
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func dialEarlyAndForget(ctx context.Context, addr string, conf *tls.Config) error {
	conn, err := quic.DialAddrEarly(ctx, addr, conf, nil)
	if err != nil {
		return err
	}
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		_ = conn.CloseWithError(0, "")
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

// named embeds the library's connection in an interface of its own.
type named interface {
	quic.Connection
	Name() string
}

func embedded(ctx context.Context, conn named) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		go io.WriteString(s, conn.Name())
	}
}

func embeddedClosed(ctx context.Context, conn named) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		go greet(s, conn.Name())
	}
}

func greet(s quic.Stream, name string) {
	defer s.Close()
	_, _ = io.WriteString(s, name)
}

// withName embeds the interface in a struct and overrides one method.
type withName struct {
	quic.Connection
	name string
}

func (c withName) Name() string { return c.name }

func (c withName) OpenStream() (quic.Stream, error) {
	s, err := c.Connection.OpenStream()
	if err != nil {
		return nil, err
	}
	if _, err := io.WriteString(s, c.name); err != nil {
		s.CancelWrite(0)
		return nil, err
	}
	return s, nil
}

func structWithEmbedded(conn quic.Connection) error {
	c := withName{Connection: conn, name: "n"}
	s, err := c.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func structWithEmbeddedClosed(conn quic.Connection) error {
	c := withName{Connection: conn, name: "n"}
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	return s.Close()
}

func structWithEmbeddedConnectionClosed(conn quic.Connection) error {
	c := withName{Connection: conn, name: "n"}
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(s, "x"); err != nil {
		_ = c.CloseWithError(1, "")
		return err
	}
	return s.Close()
}

func structWithEmbeddedOtherClosed(conn, other quic.Connection) error {
	c := withName{Connection: conn, name: "n"}
	s, err := c.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 1)); err != nil {
		_ = other.CloseWithError(1, "")
		return err
	}
	return s.Close()
}

func methodExpression(conn quic.Connection) error {
	s, err := quic.Connection.OpenStream(conn) // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func methodValue(conn quic.EarlyConnection) error {
	open := conn.OpenStreamSync
	s, err := open(context.Background())
	if err != nil {
		return err
	}
	return s.Close()
}
