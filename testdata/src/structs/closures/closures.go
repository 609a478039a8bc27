// Package closures shows streams that are released, or forgotten, inside
// function literals, method values and callbacks.
package closures

import (
	"context"
	"io"
	"sync"
	"testing"

	"github.com/quic-go/quic-go"
)

// echoAndClose closes its stream on every path.
func echoAndClose(s *quic.Stream) error {
	defer s.Close()
	_, err := io.Copy(s, s)
	return err
}

// CalledInPlace is clean: the literal is called where it stands.
func CalledInPlace(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return func() error {
		defer s.Close()
		_, err := s.Write(msg)
		return err
	}()
}

// CalledInPlaceForgets leaks: the literal has a way out before its Close.
func CalledInPlaceForgets(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return func() error {
		if len(msg) == 0 {
			return io.ErrUnexpectedEOF
		}
		s.Write(msg)
		return s.Close()
	}()
}

// StoredAndCalled is clean: the stored literal is called on both ways out.
func StoredAndCalled(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	abort := func() {
		s.CancelRead(1)
		s.CancelWrite(1)
	}
	if _, err := s.Write(msg); err != nil {
		abort()
		return err
	}
	return s.Close()
}

// StoredAndCalledOnce leaks: the literal is called on the first error only.
func StoredAndCalledOnce(conn *quic.Conn, msg, reply []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	abort := func(code quic.StreamErrorCode) {
		s.CancelRead(code)
		s.CancelWrite(code)
	}
	if _, err := s.Write(msg); err != nil {
		abort(1)
		return err
	}
	if _, err := io.ReadFull(s, reply); err != nil {
		return err
	}
	return s.Close()
}

// StoredAndDeferred is clean: the stored literal is deferred.
func StoredAndDeferred(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	done := func() { _ = s.Close() }
	defer done()
	_, err = s.Write(msg)
	return err
}

// AbortStopsReadingOnly leaks: the literal that is deferred does not touch the
// send side.
func AbortStopsReadingOnly(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	done := func() { s.CancelRead(0) }
	defer done()
	_, err = s.Write(msg)
	return err
}

// AssignedInClosure is clean: the closure fills the captured variable, the
// function closes it.
func AssignedInClosure(conn *quic.Conn, msg []byte) error {
	var s *quic.Stream
	open := func() (err error) {
		s, err = conn.OpenStream()
		return err
	}
	if err := open(); err != nil {
		return err
	}
	defer s.Close()
	_, err := s.Write(msg)
	return err
}

// AssignedInClosureForgotten leaks: the variable filled by the closure is
// never closed.
func AssignedInClosureForgotten(conn *quic.Conn, msg []byte) error {
	var s *quic.Stream
	open := func() (err error) {
		s, err = conn.OpenStream() // want `still open when AssignedInClosureForgotten returns \(line \d+\)$`
		return err
	}
	if err := open(); err != nil {
		return err
	}
	_, err := s.Write(msg)
	return err
}

// AssignedUnderOnce is clean: once.Do runs the closure, and the stream and its
// error come out through captured variables.
func AssignedUnderOnce(conn *quic.Conn, msg []byte) error {
	var (
		once sync.Once
		s    *quic.Stream
		err  error
	)
	once.Do(func() { s, err = conn.OpenStream() })
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(msg)
	return err
}

// ReassignedInClosure leaks the first stream: the closure puts a second one in
// the only variable.
func ReassignedInClosure(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	reopen := func() error {
		next, err := conn.OpenStream()
		if err != nil {
			return err
		}
		s = next
		return nil
	}
	if _, err := s.Write(msg); err != nil {
		if err := reopen(); err != nil {
			s.CancelWrite(1)
			return err
		}
	}
	return s.Close()
}

// ReassignedAfterCancel is clean: the old stream is cancelled before the
// closure puts a new one in its place.
func ReassignedAfterCancel(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	reopen := func() error {
		s.CancelWrite(1)
		next, err := conn.OpenStream()
		if err != nil {
			return err
		}
		s = next
		return nil
	}
	if _, err := s.Write(msg); err != nil {
		if err := reopen(); err != nil {
			return err
		}
	}
	return s.Close()
}

// ResultOfLiteral leaks: the literal hands its stream to the function, and
// that writes only.
func ResultOfLiteral(conn *quic.Conn, msg []byte) error {
	s, err := func() (*quic.Stream, error) { return conn.OpenStream() }() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	return err
}

// ResultOfStoredLiteral is clean: what the stored literal returns is closed.
func ResultOfStoredLiteral(conn *quic.Conn, msg []byte) error {
	open := func() (*quic.Stream, error) { return conn.OpenStream() }
	s, err := open()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(msg)
	return err
}

// MethodValueDeferred is clean: s.Close is kept as a value and deferred.
func MethodValueDeferred(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	end := s.Close
	defer end()
	_, err = s.Write(msg)
	return err
}

// MethodValueUncalled leaks: s.Close is taken as a value and never called on
// the way out after the failed read.
func MethodValueUncalled(conn *quic.Conn, buf []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	end := s.Close
	if _, err := s.Read(buf); err != nil {
		return err
	}
	return end()
}

// WrongMethodValue leaks: the deferred value ends the receive side.
func WrongMethodValue(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	stop := s.CancelRead
	defer stop(0)
	_, err = s.Write(msg)
	return err
}

// MethodExpression is clean: Close is called as a function of the stream.
func MethodExpression(conn *quic.Conn, msg []byte) error {
	closeStream := (*quic.Stream).Close
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer closeStream(s)
	_, err = s.Write(msg)
	return err
}

// MethodExpressionCancelRead leaks: the expression names the wrong half.
func MethodExpressionCancelRead(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	defer (*quic.Stream).CancelRead(s, 0)
	_, err = s.Write(msg)
	return err
}

// ParenthesizedAcquire leaks: the method stands in parentheses.
func ParenthesizedAcquire(ctx context.Context, conn *quic.Conn, buf []byte) error {
	s, err := (conn.AcceptStream)(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Read(buf)
	return err
}

// AcquireAsMethodValue is clean: the acquire is a method value, called later.
func AcquireAsMethodValue(conn *quic.Conn, msg []byte) error {
	open := conn.OpenStream
	s, err := open()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(msg)
	return err
}

// ClosedUnderOnce is clean: whoever comes first closes, and the defer comes in
// any case.
func ClosedUnderOnce(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var once sync.Once
	end := func() { once.Do(func() { s.Close() }) }
	defer end()
	if _, err := s.Write(msg); err != nil {
		return err
	}
	end()
	return nil
}

// OnceOnOnePath leaks: the way out for an empty message never comes to the
// once.Do.
func OnceOnOnePath(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	var once sync.Once
	if len(msg) == 0 {
		return io.ErrShortBuffer
	}
	s.Write(msg)
	once.Do(func() { s.Close() })
	return nil
}

// AfterFuncCancels is clean: the end of the context cancels the stream.
func AfterFuncCancels(ctx context.Context, conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { s.CancelWrite(0) })
	_, err = s.Write(msg)
	return err
}

// AfterFuncCancelsRead leaks: the callback stops the receive side only.
func AfterFuncCancelsRead(ctx context.Context, conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { s.CancelRead(0) })
	_, err = s.Write(msg)
	return err
}

// WaitGroupGo is clean: the goroutine that the wait group starts closes.
func WaitGroupGo(conn *quic.Conn, msg []byte) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	wg.Go(func() {
		defer s.Close()
		s.Write(msg)
	})
	return nil
}

// WaitGroupGoForgets leaks: the goroutine that the wait group starts drains
// and ends.
func WaitGroupGoForgets(ctx context.Context, conn *quic.Conn) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	wg.Go(func() { io.Copy(io.Discard, s) })
	return nil
}

// CleanupCloses is clean: the test's end closes the stream.
func CleanupCloses(t *testing.T, conn *quic.Conn) *quic.Stream {
	t.Helper()
	s, err := conn.OpenStream()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// CleanupForgets leaks: what runs at the test's end is the receive side only.
func CleanupForgets(t *testing.T, conn *quic.Conn, msg []byte) {
	t.Helper()
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.CancelRead(0) })
	if _, err := s.Write(msg); err != nil {
		t.Error(err)
	}
}

// withStream calls use and then closes s.
func withStream(s *quic.Stream, use func(io.ReadWriter) error) error {
	defer s.Close()
	return use(s)
}

// CallbackInHelper is clean: the helper closes, the callback borrows.
func CallbackInHelper(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return withStream(s, func(rw io.ReadWriter) error {
		_, err := rw.Write(msg)
		return err
	})
}

// twice calls f again when the first call fails.
func twice(f func() error) error {
	if err := f(); err != nil {
		return f()
	}
	return nil
}

// OpenedByRepeatedCallback is clean: the callback may run twice, and each run
// closes what it opened.
func OpenedByRepeatedCallback(conn *quic.Conn, msg []byte) error {
	return twice(func() error {
		s, err := conn.OpenStream()
		if err != nil {
			return err
		}
		if _, err := s.Write(msg); err != nil {
			s.CancelWrite(1)
			return err
		}
		return s.Close()
	})
}

// RepeatedCallbackOverwrites leaks: the second run loses the stream of the
// first, whose write had failed.
func RepeatedCallbackOverwrites(conn *quic.Conn, msg []byte) error {
	var s *quic.Stream
	err := twice(func() (err error) {
		s, err = conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return err
		}
		_, err = s.Write(msg)
		return err
	})
	if s != nil {
		s.Close()
	}
	return err
}
