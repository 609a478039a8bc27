// Package helpers shows streams closed by functions they are passed to: by
// helpers that always close, close on one outcome only, or never close, and
// callers that fit them or do not.
package helpers

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/quic-go/quic-go"
)

var errTooLarge = errors.New("too large")

// always closes, whatever happens.
func always(s *quic.Stream, msg string) error {
	defer s.Close()
	_, err := io.WriteString(s, msg)
	return err
}

// onErrorOnly cancels if it fails; after a success the caller still owes.
func onErrorOnly(s *quic.Stream, n int) error {
	if n > 512 {
		s.CancelWrite(1)
		return errTooLarge
	}
	if _, err := s.Write(make([]byte, n)); err != nil {
		s.CancelWrite(2)
		return err
	}
	return nil
}

// onSuccessOnly closes if all went well; after an error the caller still owes.
func onSuccessOnly(s *quic.Stream, msg string) error {
	if len(msg) > 512 {
		return errTooLarge
	}
	if _, err := io.WriteString(s, msg); err != nil {
		return err
	}
	_ = s.Close()
	return nil
}

// reject closes and returns true if the stream is not wanted.
func reject(s *quic.Stream) bool {
	if s.StreamID()%8 != 0 {
		return false
	}
	s.CancelRead(1)
	s.CancelWrite(1)
	return true
}

// parse closes if, and only if, it returns an error.
func parse(s *quic.Stream) (int, error) {
	var n uint32
	if err := binary.Read(s, binary.BigEndian, &n); err != nil {
		s.CancelWrite(3)
		return 0, fmt.Errorf("length: %w", err)
	}
	return int(n), nil
}

// greet only writes.
func greet(w io.Writer) error {
	_, err := fmt.Fprintln(w, "hello")
	return err
}

// skip only reads.
func skip(r io.Reader, n int64) error {
	_, err := io.CopyN(io.Discard, r, n)
	return err
}

func callsAlways(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return always(s, "hello")
}

func callsAlwaysInOneBranch(conn *quic.Conn, msg string) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if msg == "" {
		return nil
	}
	return always(s, msg)
}

func defersAlways(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer always(s, "goodbye")
	return greet(s)
}

func onErrorOnlyThenCloses(conn *quic.Conn, n int) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if err := onErrorOnly(s, n); err != nil {
		return err
	}
	return s.Close()
}

func onErrorOnlyThenForgets(conn *quic.Conn, n int) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return onErrorOnly(s, n)
}

func onErrorOnlyWithTheSenseReversed(conn *quic.Conn, n int) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if err := onErrorOnly(s, n); err != nil {
		_ = s.Close()
		return err
	}
	return nil
}

func onSuccessOnlyThenCancels(conn *quic.Conn, msg string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if err := onSuccessOnly(s, msg); err != nil {
		s.CancelWrite(9)
		return err
	}
	return nil
}

func onSuccessOnlyThenReturns(conn *quic.Conn, msg string) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return onSuccessOnly(s, msg)
}

func rejectedOrClosed(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if reject(s) {
		return nil
	}
	defer s.Close()
	return greet(s)
}

func rejectedOrForgotten(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if !reject(s) {
		return greet(s)
	}
	return nil
}

func rejectedWithTheSenseReversed(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if ok := reject(s); !ok {
		return nil
	}
	return s.Close()
}

func parsedThenClosed(conn *quic.Conn) (int, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return 0, err
	}
	n, err := parse(s)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	return n, skip(s, int64(n))
}

func parsedThenForgotten(conn *quic.Conn) (int, error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return 0, err
	}
	n, err := parse(s)
	if err != nil {
		return 0, err
	}
	if err := skip(s, int64(n)); err != nil {
		return 0, err
	}
	return n, s.Close()
}

func borrowersThenClose(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	err = errors.Join(greet(s), skip(s, 4))
	return errors.Join(err, s.Close())
}

func borrowersOnly(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return errors.Join(greet(s), skip(s, 4))
}

// closeAll closes everything it is given.
func closeAll(cs ...io.Closer) {
	for _, c := range cs {
		_ = c.Close()
	}
}

func variadicCloser(front, back *quic.Conn) error {
	a, err := front.OpenStream()
	if err != nil {
		return err
	}
	b, err := back.OpenStream()
	if err != nil {
		closeAll(a)
		return err
	}
	defer closeAll(a, b)
	_, err = io.Copy(a, b)
	return err
}

func variadicCloserForgetsOne(front, back *quic.Conn) error {
	a, err := front.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	b, err := back.OpenStream()
	if err != nil {
		return err
	}
	defer closeAll(b)
	_, err = io.Copy(a, b)
	return err
}

// closeOnErr closes if the error it points to is set when it runs.
func closeOnErr(c io.Closer, err *error) {
	if *err != nil {
		_ = c.Close()
	}
}

func pointerToError(conn *quic.Conn) (s *quic.Stream, err error) {
	s, err = conn.OpenStream()
	if err != nil {
		return nil, err
	}
	defer closeOnErr(s, &err)
	if err = greet(s); err != nil {
		return nil, err
	}
	return s, nil
}

func pointerToErrorOnly(conn *quic.Conn) (err error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	defer closeOnErr(s, &err)
	return greet(s)
}

// closeKeepingError closes and stores the error of Close unless there is one.
func closeKeepingError(c io.Closer, err *error) {
	if cerr := c.Close(); cerr != nil && *err == nil {
		*err = cerr
	}
}

func pointerToErrorAlways(conn *quic.Conn) (err error) {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer closeKeepingError(s, &err)
	return greet(s)
}

// closeIfSet closes the stream a variable holds, if any.
func closeIfSet(p **quic.Stream) {
	if *p != nil {
		_ = (*p).Close()
	}
}

func pointerToStream(conn *quic.Conn) error {
	var s *quic.Stream
	defer closeIfSet(&s)
	var err error
	if s, err = conn.OpenStream(); err != nil {
		s = nil
		return err
	}
	return greet(s)
}

// outer, middle and inner: a release three calls deep.
func outer(s *quic.Stream, n int) error {
	if err := middle(s, n); err != nil {
		return fmt.Errorf("outer: %w", err)
	}
	return nil
}

func middle(s io.ReadWriteCloser, n int) error {
	err := inner(s, make([]byte, n))
	return err
}

func inner(s io.ReadWriteCloser, b []byte) error {
	if len(b) == 0 {
		_ = s.Close()
		return io.ErrShortBuffer
	}
	_, err := s.Write(b)
	return errors.Join(err, s.Close())
}

func threeDeep(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return outer(s, 3)
}

func forgetfulOuter(s *quic.Stream, n int) error {
	if err := forgetfulMiddle(s, n); err != nil {
		return fmt.Errorf("outer: %w", err)
	}
	return nil
}

func forgetfulMiddle(s io.ReadWriteCloser, n int) error {
	return forgetfulInner(s, make([]byte, n))
}

func forgetfulInner(s io.ReadWriteCloser, b []byte) error {
	if len(b) == 0 {
		return io.ErrShortBuffer
	}
	_, err := s.Write(b)
	return errors.Join(err, s.Close())
}

func threeDeepForgetful(conn *quic.Conn, n int) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return forgetfulOuter(s, n)
}

// countdown calls itself and closes at the bottom.
func countdown(s *quic.Stream, n int) {
	if n <= 0 {
		_ = s.Close()
		return
	}
	_, _ = fmt.Fprintln(s, n)
	countdown(s, n-1)
}

func recursive(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	countdown(s, 10)
	return nil
}

// countdownForgets calls itself and closes nothing.
func countdownForgets(s *quic.Stream, n int) {
	if n <= 0 {
		return
	}
	_, _ = fmt.Fprintln(s, n)
	countdownForgets(s, n-1)
}

func recursiveForgets(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	countdownForgets(s, 10)
	return nil
}
