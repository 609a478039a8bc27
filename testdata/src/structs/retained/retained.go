// Package retained shows code that cannot be seen, or that knows nothing of
// QUIC: it takes a reader and writer, and returns something with a Close method
// that may well close them. What it returns instead of that keeps nothing.
package retained

import (
	"context"
	"crypto/cipher"
	"io"
	"net"

	"example.com/structs/retained/seal"
	"github.com/quic-go/quic-go"
)

// A Sealer encrypts what goes over a stream.
type Sealer func(io.ReadWriter) net.Conn

// Dial is clean: the caller has the way to close.
func Dial(ctx context.Context, conn *quic.Conn, seal Sealer) (net.Conn, error) {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	return seal(s), nil
}

type maker interface {
	Seal(rw io.ReadWriter) net.Conn
}

// DialBy is clean.
func DialBy(ctx context.Context, conn *quic.Conn, m maker) (net.Conn, error) {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	return m.Seal(s), nil
}

// Greeted leaks: a func that returns an error has only read and written.
func Greeted(ctx context.Context, conn *quic.Conn, greet func(io.ReadWriter) error) error {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	return greet(s)
}

type counter interface {
	Count(r io.Reader) (int, error)
}

// Counted leaks.
func Counted(ctx context.Context, conn *quic.Conn, c counter) (int, error) {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return 0, err
	}
	return c.Count(s)
}

// DialAfter leaks: on one path nothing has taken the stream yet.
func DialAfter(ctx context.Context, conn *quic.Conn, seal Sealer, hello []byte) (net.Conn, error) {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(s, hello); err != nil {
		return nil, err
	}
	return seal(s), nil
}

// Wrapped is clean.
func Wrapped(conn *quic.Conn, msg string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	w := seal.New(s)
	defer w.Close()
	_, err = io.WriteString(w, msg)
	return err
}

// Given is clean.
func Given(conn *quic.Conn) (io.ReadWriteCloser, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return seal.New(s), nil
}

// Ciphered is clean: a cipher.StreamWriter closes its writer.
func Ciphered(conn *quic.Conn, key cipher.Stream, msg string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	w := cipher.StreamWriter{S: key, W: s}
	defer w.Close()
	_, err = io.WriteString(w, msg)
	return err
}

// Deciphered leaks: a cipher.StreamReader cannot be closed.
func Deciphered(conn *quic.Conn, key cipher.Stream, answer []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	r := cipher.StreamReader{S: key, R: s}
	_, err = io.ReadFull(r, answer)
	return err
}
