// Package flags shows conditions that are tested more than once: by the
// function itself, or by a deferred closure.
package flags

import (
	"context"
	"errors"
	"io"

	"github.com/quic-go/quic-go"
)

// OpenedAndClosedUnderFlag is clean.
func OpenedAndClosedUnderFlag(conn *quic.Conn, trace bool, msg []byte) error {
	var s *quic.Stream
	var err error
	if trace {
		s, err = conn.OpenStream()
		if err != nil {
			return err
		}
	}
	if trace {
		s.Write(msg)
		return s.Close()
	}
	return nil
}

// OtherFlag leaks: opened under one flag, closed under another.
func OtherFlag(conn *quic.Conn, trace, verbose bool, msg []byte) error {
	var s *quic.Stream
	var err error
	if trace {
		s, err = conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return err
		}
		s.Write(msg)
	}
	if trace && verbose {
		return s.Close()
	}
	return nil
}

// FlagTurned leaks: the second test is the wrong way round.
func FlagTurned(conn *quic.Conn, quiet bool, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if !quiet {
		s.Write(msg)
	}
	if quiet {
		s.Close()
	}
	return nil
}

// ReturnThenFlag is clean: where the first test fails the function has left.
func ReturnThenFlag(conn *quic.Conn, keep bool) (*quic.Stream, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	if keep {
		return s, nil
	}
	if !keep {
		s.Close()
	}
	return nil, nil
}

// FlagChangedBetween leaks: the flag is another one at the second test.
func FlagChangedBetween(conn *quic.Conn, trace bool, msg []byte) error {
	var s *quic.Stream
	var err error
	if trace {
		s, err = conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return err
		}
		_, err = s.Write(msg)
		trace = err == nil
	}
	if trace {
		return s.Close()
	}
	return err
}

// Opened is clean: a variable remembers whether there is a stream.
func Opened(conn *quic.Conn, parts [][]byte) error {
	var s *quic.Stream
	opened := false
	for _, part := range parts {
		if !opened {
			var err error
			if s, err = conn.OpenStream(); err != nil {
				return err
			}
			opened = true
		}
		s.Write(part)
	}
	if opened {
		return s.Close()
	}
	return nil
}

// NegatedFlag is clean: one flag is the other's opposite.
func NegatedFlag(conn *quic.Conn, lazy bool, msg []byte) error {
	eager := !lazy
	var s *quic.Stream
	if eager {
		var err error
		if s, err = conn.OpenStream(); err != nil {
			return err
		}
		s.Write(msg)
	}
	if lazy {
		return nil
	}
	return s.Close()
}

// Keep is clean: cancelled by the deferred closure unless it is handed out.
func Keep(conn *quic.Conn, hello, answer []byte) (*quic.Stream, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	keep := false
	defer func() {
		if !keep {
			s.CancelRead(1)
			s.CancelWrite(1)
		}
	}()
	if _, err := s.Write(hello); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(s, answer); err != nil {
		return nil, err
	}
	keep = true
	return s, nil
}

// KeepTooEarly leaks: kept before the last thing that can fail.
func KeepTooEarly(conn *quic.Conn, hello, answer []byte) (*quic.Stream, error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return nil, err
	}
	keep := false
	defer func() {
		if !keep {
			s.CancelRead(1)
			s.CancelWrite(1)
		}
	}()
	if _, err := s.Write(hello); err != nil {
		return nil, err
	}
	keep = true
	if _, err := io.ReadFull(s, answer); err != nil {
		return nil, err
	}
	return s, nil
}

// ClosedWhenOK leaks: the closure closes after success, and forgets the rest.
func ClosedWhenOK(conn *quic.Conn, answer []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	ok := false
	defer func() {
		if ok {
			s.Close()
		}
	}()
	if _, err := io.ReadFull(s, answer); err != nil {
		return err
	}
	ok = true
	return nil
}

// KeptByPointer is clean: the helper gets the flag's address.
func KeptByPointer(conn *quic.Conn, hello []byte) (*quic.Stream, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	var keep bool
	defer cancelUnless(&keep, s)
	if _, err := s.Write(hello); err != nil {
		return nil, err
	}
	keep = true
	return s, nil
}

func cancelUnless(keep *bool, s *quic.Stream) {
	if !*keep {
		s.CancelWrite(1)
	}
}

// ErrByPointer is clean: the helper gets the named error's address.
func ErrByPointer(conn *quic.Conn, hello []byte) (s *quic.Stream, err error) {
	s, err = conn.OpenStream()
	if err != nil {
		return nil, err
	}
	defer cancelOnError(s, &err)
	if _, err := s.Write(hello); err != nil {
		return nil, err
	}
	return s, nil
}

func cancelOnError(s *quic.Stream, err *error) {
	if *err != nil {
		s.CancelWrite(1)
	}
}

// ErrByPointerForgets leaks: cancelled after an error, and otherwise not.
func ErrByPointerForgets(conn *quic.Conn, hello []byte) (err error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	defer cancelOnError(s, &err)
	_, err = s.Write(hello)
	return err
}

// NamedErrorDecides is clean: the closure closes after success and cancels
// after an error.
func NamedErrorDecides(ctx context.Context, conn *quic.Conn, serve func(io.ReadWriter) error) (err error) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err == nil {
			err = s.Close()
		} else {
			s.CancelWrite(1)
		}
	}()
	return serve(s)
}

// NamedErrorForgets leaks: nothing ends the stream after an error.
func NamedErrorForgets(ctx context.Context, conn *quic.Conn, serve func(io.ReadWriter) error) (err error) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	defer func() {
		if err == nil {
			err = s.Close()
		}
	}()
	return serve(s)
}

// NamedErrorHandsOut is clean: without an error the caller gets the stream,
// with one the closure cancels it.
func NamedErrorHandsOut(conn *quic.Conn, hello []byte) (_ *quic.Stream, err error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(1)
		}
	}()
	if len(hello) == 0 {
		return nil, errors.New("nothing to say")
	}
	if _, err := s.Write(hello); err != nil {
		return nil, err
	}
	return s, nil
}

// NamedErrorReset leaks: the error is cleared before the closure looks.
func NamedErrorReset(conn *quic.Conn, answer []byte) (n int, err error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(1)
		}
	}()
	n, err = io.ReadFull(s, answer)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return n, nil
	}
	if err != nil {
		return n, err
	}
	return n, s.Close()
}

// NamedBool is clean: the closure reads the named bool result.
func NamedBool(conn *quic.Conn, answer []byte) (done bool) {
	s, err := conn.OpenStream()
	if err != nil {
		return false
	}
	defer func() {
		if !done {
			s.CancelWrite(1)
		}
	}()
	if _, err := io.ReadFull(s, answer); err != nil {
		return false
	}
	s.Close()
	return true
}

// NamedBoolForgets leaks: true is returned with the stream open.
func NamedBoolForgets(conn *quic.Conn, answer []byte) (done bool) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return false
	}
	defer func() {
		if !done {
			s.CancelWrite(1)
		}
	}()
	_, err = io.ReadFull(s, answer)
	return err == nil
}

// SetToNilWhenKept is clean: the closure closes what is still in the variable.
func SetToNilWhenKept(conn *quic.Conn, hello []byte) (*quic.Stream, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	defer func() {
		if s != nil {
			s.CancelWrite(1)
		}
	}()
	if _, err := s.Write(hello); err != nil {
		return nil, err
	}
	out := s
	s = nil
	return out, nil
}

// SetToNilTooEarly leaks: the variable is cleared before a way out that does
// not hand the stream out.
func SetToNilTooEarly(conn *quic.Conn, answer []byte) (*quic.Stream, error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return nil, err
	}
	defer func() {
		if s != nil {
			s.CancelWrite(1)
		}
	}()
	out := s
	s = nil
	if _, err := io.ReadFull(out, answer); err != nil {
		return nil, err
	}
	return out, nil
}
