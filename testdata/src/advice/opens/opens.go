// Package opens opens streams without a way out when there is none to be had.
package opens

import (
	"context"
	"crypto/tls"
	"errors"
	"log"
	"time"

	"github.com/quic-go/quic-go"
)

// Background waits for as long as the connection lives.
func Background(conn *quic.Conn) error {
	s, err := conn.OpenStreamSync(context.Background()) // want "OpenStreamSync waits at the limit for as long as the connection lives: its context never ends"
	if err != nil {
		return err
	}
	return s.Close()
}

// Valued hands values down, and no end.
func Valued(conn *quic.Conn, key, value any) error {
	ctx := context.WithValue(context.TODO(), key, value)
	s, err := conn.OpenUniStreamSync(ctx) // want "OpenUniStreamSync waits at the limit"
	if err != nil {
		return err
	}
	return s.Close()
}

// Detached takes away the end that the context had.
func Detached(ctx context.Context, conn *quic.Conn) error {
	ctx = context.WithoutCancel(ctx)
	go func() {
		s, err := conn.OpenStreamSync(ctx)
		if err == nil {
			s.Close()
		}
	}()
	s, err := conn.OpenStreamSync(context.WithoutCancel(ctx)) // want "OpenStreamSync waits at the limit"
	if err != nil {
		return err
	}
	return s.Close()
}

// Captured uses the context of the function around it.
func Captured(conn *quic.Conn) {
	ctx := context.Background()
	go func() {
		s, err := conn.OpenStreamSync(ctx) // want "OpenStreamSync waits at the limit"
		if err == nil {
			s.Close()
		}
	}()
}

// Timed gives up after a while.
func Timed(conn *quic.Conn) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	return s.Close()
}

// Given waits as long as its caller wants it to.
func Given(ctx context.Context, conn *quic.Conn) error {
	if ctx == nil {
		ctx = context.Background()
	}
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	return s.Close()
}

// Lives waits no longer than the connection lives, and says so.
func Lives(conn *quic.Conn) error {
	s, err := conn.OpenStreamSync(conn.Context())
	if err != nil {
		return err
	}
	return s.Close()
}

// Dropped drops the error.
func Dropped(conn *quic.Conn, data []byte) {
	s, _ := conn.OpenStream() // want "the stream of OpenStream is used without a look at the error: it is nil at the limit"
	s.Write(data)
	s.Close()
}

// Early uses the stream before it looks at the error.
func Early(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "the stream of OpenStream is used without a look at the error"
	defer s.Close()
	if err != nil {
		return err
	}
	return nil
}

// Later looks at the error after the first write.
func Later(ctx context.Context, conn *quic.Conn, data []byte) error {
	s, err := conn.OpenUniStreamSync(ctx) // want "the stream of OpenUniStreamSync is used without a look at the error"
	_, werr := s.Write(data)
	if err := errors.Join(err, werr); err != nil {
		s.CancelWrite(0)
		return err
	}
	return s.Close()
}

// ByNil looks at the stream in place of the error.
func ByNil(conn *quic.Conn) {
	s, _ := conn.OpenStream()
	if s == nil {
		return
	}
	s.Close()
}

// Deferred closes if there is a stream.
func Deferred(conn *quic.Conn) (err error) {
	s, err := conn.OpenStream()
	defer func() {
		if s != nil {
			s.Close()
		}
	}()
	if err != nil {
		return err
	}
	_, err = s.Write(nil)
	return err
}

// Must ends the process where the stream is nil.
func Must(conn *quic.Conn) {
	s, err := conn.OpenStream()
	must(err)
	s.Close()
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// Returned has the caller look at both.
func Returned(conn *quic.Conn) (*quic.Stream, error) {
	s, err := conn.OpenStream()
	return s, err
}

// Both looks at the error in another way.
func Both(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	switch {
	case errors.Is(err, context.Canceled):
		return nil
	case err != nil:
		return err
	}
	return s.Close()
}

// First opens the only stream of a new connection, for which there is a place.
func First(ctx context.Context, addr string, conf *tls.Config) error {
	conn, err := quic.DialAddr(ctx, addr, conf, nil)
	if err != nil {
		return err
	}
	s, err := conn.OpenStreamSync(context.Background())
	if err != nil {
		return err
	}
	return s.Close()
}

// Second opens one more.
func Second(ctx context.Context, addr string, conf *tls.Config) error {
	conn, err := quic.DialAddr(ctx, addr, conf, nil)
	if err != nil {
		return err
	}
	first, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer first.Close()
	s, err := conn.OpenStreamSync(context.Background()) // want "OpenStreamSync waits at the limit"
	if err != nil {
		return err
	}
	return s.Close()
}

// Many opens any number.
func Many(ctx context.Context, addr string, conf *tls.Config) error {
	conn, err := quic.DialAddr(ctx, addr, conf, nil)
	if err != nil {
		return err
	}
	for {
		s, err := conn.OpenStreamSync(context.Background()) // want "OpenStreamSync waits at the limit"
		if err != nil {
			return err
		}
		s.Close()
	}
}
