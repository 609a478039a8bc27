// Package shapes shows the twenty-five small shapes on which other closers
// were measured: L leaks, C is clean.
package shapes

import (
	"context"
	"errors"
	"io"
	"log"

	"github.com/quic-go/quic-go"
)

// L01Never leaks: opened, written to, never closed.
func L01Never(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	return err
}

// L02EarlyReturn leaks: the return after the failed write skips the Close.
func L02EarlyReturn(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		return err
	}
	return s.Close()
}

// L03OneBranch leaks: only a last message closes.
func L03OneBranch(conn *quic.Conn, msg []byte, last bool) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	if last {
		s.Close()
	}
	return err
}

// L04AcceptLoop leaks: every accepted stream is read and dropped.
func L04AcceptLoop(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		io.Copy(io.Discard, s)
	}
}

// L05Goroutine leaks: the goroutine that gets the stream never closes it.
func L05Goroutine(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	go func() {
		if _, err := io.Copy(io.Discard, s); err != nil {
			log.Print(err)
		}
	}()
	return nil
}

// L07ClosedOnErrorOnly leaks: the deferred closure closes after an error only.
func L07ClosedOnErrorOnly(conn *quic.Conn, msg []byte) (err error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	_, err = s.Write(msg)
	return err
}

// L09Overwritten leaks: a second stream takes the place of the first.
func L09Overwritten(conn *quic.Conn, first, second []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	s.Write(first)
	s, err = conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(second)
	return err
}

// L10CancelReadOnly leaks: CancelRead ends the other half.
func L10CancelReadOnly(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	defer s.CancelRead(0)
	_, err = s.Write(msg)
	return err
}

// L11Discarded leaks: nobody holds what was opened.
func L11Discarded(conn *quic.Conn) {
	_, _ = conn.OpenStream() // want "stream from OpenStream is not closed"
}

// C01Defer is clean.
func C01Defer(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(msg)
	return err
}

// C02DeferredLiteral is clean.
func C02DeferredLiteral(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	_, err = s.Write(msg)
	return err
}

// C03CancelOrClose is clean: CancelWrite after an error, Close otherwise.
func C03CancelOrClose(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

// C05GoroutineCloses is clean: the goroutine's own defer closes.
func C05GoroutineCloses(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	go func() {
		defer s.Close()
		io.Copy(io.Discard, s)
	}()
	return nil
}

// C06GoHandler is clean: the handler closes.
func C06GoHandler(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		go handle(s)
	}
}

func handle(s *quic.Stream) {
	defer s.Close()
	io.Copy(s, s)
}

// C07Returned is clean: the caller owns it.
func C07Returned(conn *quic.Conn) (*quic.Stream, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return s, nil
}

// A Session owns one stream.
type Session struct {
	stream *quic.Stream
	peer   string
}

// Close ends the session's stream.
func (s *Session) Close() error { return s.stream.Close() }

// C08InStruct is clean: the session that is returned owns the stream.
func C08InStruct(conn *quic.Conn) (*Session, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &Session{stream: s, peer: conn.RemoteAddr().String()}, nil
}

// C09Fatal is clean: a failed write ends the process.
func C09Fatal(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		log.Fatal(err)
	}
	return s.Close()
}

// C10Sent is clean: whoever receives it owns it.
func C10Sent(ctx context.Context, conn *quic.Conn, out chan<- *quic.Stream) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	out <- s
	return nil
}

// C11ErrorSwitch is clean: both cases of the switch have no stream.
func C11ErrorSwitch(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	switch {
	case errors.Is(err, context.Canceled):
		return nil
	case err != nil:
		return err
	}
	defer s.Close()
	_, err = io.Copy(s, s)
	return err
}

// C12NilUnlessWanted is clean: closed exactly when it was opened.
func C12NilUnlessWanted(conn *quic.Conn, msg []byte, wanted bool) error {
	var s *quic.Stream
	if wanted {
		var err error
		s, err = conn.OpenStream()
		if err != nil {
			return err
		}
		s.Write(msg)
	}
	if s != nil {
		return s.Close()
	}
	return nil
}

// C13MethodValue is clean: the method value is deferred.
func C13MethodValue(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	end := s.Close
	defer end()
	_, err = s.Write(msg)
	return err
}

// C14Interface is clean: closed through io.WriteCloser.
func C14Interface(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var w io.WriteCloser = s
	defer w.Close()
	_, err = w.Write(msg)
	return err
}
