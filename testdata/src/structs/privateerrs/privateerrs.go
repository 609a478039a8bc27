// Package privateerrs has errors of its own that nobody else can return, and some
// that others can.
package privateerrs

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/quicvarint"
)

var errTaken = errors.New("taken")

// kind returns errTaken only if take did.
func kind(r io.Reader, take func(uint64) bool) (uint64, error) {
	n, err := quicvarint.Read(quicvarint.NewReader(r))
	if err != nil {
		return 0, err
	}
	if take(n) {
		return 0, errTaken
	}
	return n, nil
}

// Take is clean: a stream with another kind was taken, and an error in its kind is
// not errTaken.
func Take(conn *quic.Conn) {
	s, err := conn.AcceptStream(context.Background())
	if err != nil {
		return
	}
	_, err = kind(s, func(n uint64) bool {
		if n > 9 {
			s.CancelWrite(1)
			return true
		}
		return false
	})
	if err == errTaken {
		return
	}
	_ = s.Close()
}

// TakeWrapped is clean: nor is it behind the error.
func TakeWrapped(conn *quic.Conn) {
	s, err := conn.AcceptStream(context.Background())
	if err != nil {
		return
	}
	if _, err := s.Write([]byte("hello")); errors.Is(err, errTaken) {
		return
	}
	defer s.Close()
	_, err = kind(s, func(uint64) bool { return false })
	if errors.Is(err, errTaken) {
		log.Println(err)
	}
}

// TakeNone leaks: a stream of another kind is left to nobody.
func TakeNone(conn *quic.Conn) {
	s, err := conn.AcceptStream(context.Background()) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	if _, err := kind(s, func(n uint64) bool { return n > 9 }); errors.Is(err, errTaken) {
		return
	}
	_ = s.Close()
}

// Rest is clean: what io has of errors is its own.
func Rest(conn *quic.Conn) {
	s, err := conn.AcceptStream(context.Background())
	if err != nil {
		return
	}
	_, err = io.ReadFull(s, make([]byte, 9))
	switch err {
	case errTaken:
	default:
		_ = s.Close()
	}
}

var errShort = errors.New("short")

// length is all in view, and has nothing to do with the stream.
func length(b []byte) (n uint32, err error) {
	if len(b) < 4 {
		return 0, fmt.Errorf("length: %w", errShort)
	}
	err = binary.Read(bytes.NewReader(b), binary.BigEndian, &n)
	return n, err
}

// Short leaks: errShort may be behind the error.
func Short(conn *quic.Conn, b []byte) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	if _, err := length(b); errors.Is(err, errShort) {
		return
	}
	_ = s.Close()
}

// limit closes the stream if it returns errShort.
func limit(s *quic.Stream, b []byte) error {
	if len(b) > 99 {
		return errTaken
	}
	_ = s.Close()
	return errShort
}

// Limit is clean: the one error is not the other.
func Limit(conn *quic.Conn, b []byte) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	if err := limit(s, b); err != errShort {
		s.CancelWrite(1)
	}
}

// Unlimited leaks.
func Unlimited(conn *quic.Conn, b []byte) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	if err := limit(s, b); err != errTaken {
		s.CancelWrite(1)
	}
}

// hello has the result in a variable that is captured.
func hello(s *quic.Stream, name string) (err error) {
	defer func() {
		if err != nil {
			log.Println(name, err)
		}
	}()
	if len(name) > 99 {
		err = errShort
		return
	}
	_, err = io.WriteString(s, name)
	return err
}

// Long leaks.
func Long(conn *quic.Conn, name string) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	if err := hello(s, name); err == errShort {
		return
	}
	_ = s.Close()
}

// Last is clean: one of the two names of the error leads to the end of the stream.
func Last(conn *quic.Conn, files fs.FS) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	var last error
	err = fs.WalkDir(files, ".", func(path string, _ fs.DirEntry, err error) error {
		last = stat(files, path)
		return last
	})
	if err == nil {
		_ = s.Close()
	}
	if last != nil {
		s.CancelWrite(1)
	}
}

func stat(files fs.FS, path string) error {
	_, err := fs.Stat(files, path)
	return err
}

// An errLate may be the cause of the end of a context.
var errLate = errors.New("late")

func Late(ctx context.Context, conn *quic.Conn) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(errLate)
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	if err := context.Cause(ctx); err == errLate {
		return
	}
	_ = s.Close()
}

// An errKept is kept in a struct, from where anything may have it.
var errKept = errors.New("kept")

type job struct{ err error }

func (j *job) fail() { j.err = errKept }

func Kept(conn *quic.Conn, j *job, err func() error) {
	s, openErr := conn.OpenStream() // want "stream from OpenStream is not closed"
	if openErr != nil {
		return
	}
	if err() == errKept {
		return
	}
	_ = s.Close()
}

// An errAny is io.EOF at times.
var errAny = errors.New("any")

func Any() { errAny = io.EOF }

func AnyOf(conn *quic.Conn) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	if _, err := io.ReadFull(s, make([]byte, 1)); err == errAny {
		return
	}
	_ = s.Close()
}
