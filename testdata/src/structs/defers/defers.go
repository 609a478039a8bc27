// Package defers shows deferred releases: where they are registered, what they
// know when they run, and in which order.
package defers

import (
	"context"
	"errors"
	"io"
	"log"
	"sync"

	"github.com/quic-go/quic-go"
)

// InBranch leaks: the defer is registered in one branch only.
func InBranch(conn *quic.Conn, msg []byte, tidy bool) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if tidy {
		defer s.Close()
	}
	_, err = s.Write(msg)
	return err
}

// InBothBranches is clean.
func InBothBranches(conn *quic.Conn, msg []byte, abort bool) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if abort {
		defer s.CancelWrite(0)
	} else {
		defer s.Close()
	}
	_, err = s.Write(msg)
	return err
}

// InLoop is clean: all of them are closed when the function ends.
func InLoop(conn *quic.Conn, parts [3][]byte) error {
	for _, part := range parts {
		s, err := conn.OpenStream()
		if err != nil {
			return err
		}
		defer s.Close()
		if _, err := s.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// InLoopLate leaks: a part's check stands above the defer.
func InLoopLate(conn *quic.Conn, parts [3][]byte) error {
	for _, part := range parts {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return err
		}
		if len(part) == 0 {
			return io.ErrShortBuffer
		}
		defer s.Close()
		s.Write(part)
	}
	return nil
}

// BeforeCheck is clean: the deferred closure stands above the check, and asks.
func BeforeCheck(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	defer func() {
		if err == nil {
			s.Close()
		}
	}()
	if err != nil {
		return err
	}
	s.Write(msg)
	return nil
}

// BeforeAcquire is clean: registered before there is a stream, and runs after.
func BeforeAcquire(ctx context.Context, conn *quic.Conn) error {
	var s *quic.Stream
	defer func() {
		if s != nil {
			s.Close()
		}
	}()
	var err error
	s, err = conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	_, err = io.Copy(s, s)
	return err
}

// ArgumentTooEarly leaks: the argument of the deferred call is fixed when the
// defer statement runs, and is nil then.
func ArgumentTooEarly(ctx context.Context, conn *quic.Conn) error {
	var s *quic.Stream
	defer func(s *quic.Stream) {
		if s != nil {
			s.Close()
		}
	}(s)
	var err error
	s, err = conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(s, s)
	return err
}

// ArgumentInTime is clean: the argument is the stream.
func ArgumentInTime(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer func(s *quic.Stream, code quic.StreamErrorCode) {
		s.CancelRead(code)
		s.Close()
	}(s, 0)
	_, err = io.Copy(s, s)
	return err
}

// ReceiverFixed leaks the second stream: the receiver of the deferred Close is
// the first one.
func ReceiverFixed(conn *quic.Conn, a, b []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	s.Write(a)
	if s, err = conn.OpenStream(); err != nil { // want "stream from OpenStream is not closed"
		return err
	}
	_, err = s.Write(b)
	return err
}

// VariableRead leaks the first stream: the deferred closure reads the variable
// when it runs, and closes the second.
func VariableRead(conn *quic.Conn, a, b []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	defer func() { s.Close() }()
	s.Write(a)
	next, err := conn.OpenStream()
	if err != nil {
		return err
	}
	s = next
	_, err = s.Write(b)
	return err
}

// MethodValue is clean: kept in a variable, deferred.
func MethodValue(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	cancel := s.CancelWrite
	defer cancel(2)
	_, err = s.Write(msg)
	return err
}

// Conditional leaks: the deferred closure closes under a condition that says
// nothing about the stream.
func Conditional(conn *quic.Conn, msgs [][]byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	sent := 0
	defer func() {
		if sent > 0 {
			s.Close()
		}
	}()
	for _, msg := range msgs {
		if _, err := s.Write(msg); err != nil {
			return err
		}
		sent++
	}
	return nil
}

// BothWays is clean: the deferred closure has a release on either way.
func BothWays(conn *quic.Conn, msgs [][]byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	sent := 0
	defer func() {
		if sent == len(msgs) {
			s.Close()
		} else {
			s.CancelWrite(1)
		}
	}()
	for _, msg := range msgs {
		if _, err := s.Write(msg); err != nil {
			return err
		}
		sent++
	}
	return nil
}

func closeLogged(name string, c io.Closer) {
	if err := c.Close(); err != nil {
		log.Printf("%s: %v", name, err)
	}
}

// Helper is clean: a helper that closes is deferred.
func Helper(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer closeLogged("request", s)
	_, err = s.Write(msg)
	return err
}

func noteEnd(name string, s *quic.Stream) {
	log.Printf("%s: stream %d ends", name, s.StreamID())
}

// HelperNotes leaks: the deferred helper writes a line to the log.
func HelperNotes(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	defer noteEnd("request", s)
	_, err = s.Write(msg)
	return err
}

// closer returns what ends the stream.
func closer(s *quic.Stream) func() {
	return func() {
		s.CancelRead(0)
		s.Close()
	}
}

// ReturnedClosure is clean: the deferred call is that of a returned closure.
func ReturnedClosure(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer closer(s)()
	_, err = s.Write(msg)
	return err
}

// Recovers is clean: after a panic the deferred closure cancels, and without
// one the function closes.
func Recovers(conn *quic.Conn, encode func(io.Writer)) (err error) {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer func() {
		if r := recover(); r != nil {
			s.CancelWrite(1)
			err = errors.New("encode failed")
		}
	}()
	encode(s)
	return s.Close()
}

// RecoversEarly leaks: nothing panics, and the function returns early.
func RecoversEarly(conn *quic.Conn, encode func(io.Writer) bool) (err error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	defer func() {
		if r := recover(); r != nil {
			s.CancelWrite(1)
			err = errors.New("encode failed")
		}
	}()
	if !encode(s) {
		return io.ErrNoProgress
	}
	return s.Close()
}

// RunsInReverse is clean: the closure that was deferred first runs last, and
// sees what the second one has set.
func RunsInReverse(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	abort := false
	defer func() {
		if abort {
			s.CancelWrite(1)
		} else {
			s.Close()
		}
	}()
	defer func() { abort = len(msg) == 0 }()
	s.Write(msg)
	return nil
}

// OrderMatters leaks: the last deferred closure runs first, before the flag is
// set by the other.
func OrderMatters(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	done := false
	defer func() { done = true }()
	defer func() {
		if done {
			s.Close()
		}
	}()
	s.Write(msg)
	return nil
}

// OrderRight is clean: the flag is set first, then read.
func OrderRight(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if done {
			s.Close()
		}
	}()
	defer func() { done = true }()
	s.Write(msg)
	return nil
}

// Several is clean: each of many defers does its own, one of them closes.
func Several(ctx context.Context, conn *quic.Conn, mu *sync.Mutex, msg []byte) error {
	mu.Lock()
	defer mu.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer log.Print("sent")
	defer s.Close()
	defer s.CancelRead(0)
	_, err = s.Write(msg)
	return err
}

// DeferInClosure is clean: the defer belongs to the literal, which ends before
// the function does.
func DeferInClosure(conn *quic.Conn, parts [][]byte) error {
	for _, part := range parts {
		err := func() error {
			s, err := conn.OpenStream()
			if err != nil {
				return err
			}
			defer s.Close()
			_, err = s.Write(part)
			return err
		}()
		if err != nil {
			return err
		}
	}
	return nil
}

// DeferredGoroutine is clean: the goroutine that the defer starts closes.
func DeferredGoroutine(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer func() {
		go func() {
			io.Copy(io.Discard, s)
			s.Close()
		}()
	}()
	_, err = s.Write(msg)
	return err
}

// NestedDefer is clean: a defer within a deferred closure.
func NestedDefer(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer func() {
		defer s.Close()
		log.Print("ending")
	}()
	_, err = s.Write(msg)
	return err
}

// ConnectionDeferred is clean: the connection's end is deferred.
func ConnectionDeferred(conn *quic.Conn, msg []byte) error {
	defer conn.CloseWithError(0, "done")
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	return err
}
