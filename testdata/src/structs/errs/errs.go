// Package errs shows what a function knows of an acquire's error, and what it
// may not take for the acquire's error.
package errs

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"

	"github.com/quic-go/quic-go"
)

// EqualNil is clean: the stream exists in the branch only.
func EqualNil(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err == nil {
		s.Write(msg)
		err = s.Close()
	}
	return err
}

// EqualNilForgets leaks inside the branch.
func EqualNilForgets(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err == nil {
		_, err = s.Write(msg)
	}
	return err
}

// InIf is clean: the stream lives in the if statement.
func InIf(conn *quic.Conn, msg []byte) error {
	if s, err := conn.OpenStream(); err != nil {
		return err
	} else {
		defer s.Close()
		_, err = s.Write(msg)
		return err
	}
}

// InIfForgets leaks: the else branch has no Close.
func InIfForgets(conn *quic.Conn, msg []byte) error {
	if s, err := conn.OpenStream(); err != nil { // want "stream from OpenStream is not closed"
		return err
	} else if _, err := s.Write(msg); err != nil {
		s.CancelWrite(1)
		return err
	}
	return nil
}

// OkInIf is clean: a failed acquire falls through.
func OkInIf(conn *quic.Conn, msg []byte) bool {
	if s, err := conn.OpenStream(); err == nil {
		defer s.Close()
		_, err := s.Write(msg)
		return err == nil
	}
	return false
}

// StreamNotNil is clean: a stream is as good a test as its error.
func StreamNotNil(conn *quic.Conn, msg []byte) {
	s, _ := conn.OpenStream()
	if s != nil {
		s.Write(msg)
		s.Close()
	}
}

// StreamNil is clean: no stream, nothing owed.
func StreamNil(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if s == nil {
		return fmt.Errorf("no stream: %w", err)
	}
	defer s.Close()
	_, err = s.Write(msg)
	return err
}

// NilTestTurned leaks: the test is the wrong way round.
func NilTestTurned(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	defer func() {
		if s == nil {
			s.Close()
		}
	}()
	_, err = io.Copy(s, s)
	return err
}

// SwitchOnKind is clean: every case knows that there is an error.
func SwitchOnKind(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	var idle *quic.IdleTimeoutError
	var netErr net.Error
	switch {
	case err == nil:
	case errors.Is(err, context.Canceled), errors.Is(err, io.EOF):
		return nil
	case errors.As(err, &idle):
		return fmt.Errorf("idle: %w", err)
	case errors.As(err, &netErr) && netErr.Timeout():
		return netErr
	default:
		return err
	}
	defer s.Close()
	_, err = io.Copy(s, s)
	return err
}

// SwitchOnValue is clean: a switch on the error's value.
func SwitchOnValue(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	switch err {
	case nil:
		return s.Close()
	case context.Canceled:
		return nil
	default:
		return err
	}
}

// SwitchOnTypeOfError is clean: a nil error has no dynamic type.
func SwitchOnTypeOfError(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	switch e := err.(type) {
	case nil:
		return s.Close()
	case *quic.ApplicationError:
		return fmt.Errorf("peer says %q", e.ErrorMessage)
	default:
		return e
	}
}

// IsFirst is clean: errors.Is holds for no nil error.
func IsFirst(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.Close()
}

// SentinelFirst is clean: an error that equals another one is not nil.
func SentinelFirst(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err == context.Canceled {
		return nil
	}
	if err != nil {
		return err
	}
	return s.Close()
}

// NotIs leaks: what is not that one error need not be an error at all.
func NotIs(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if !errors.Is(err, net.ErrClosed) {
		return err
	}
	s.Close()
	return nil
}

// AsFirst is clean: errors.As holds for no nil error.
func AsFirst(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if limit := new(quic.StreamLimitReachedError); errors.As(err, &limit) {
		return fmt.Errorf("come again: %w", limit)
	} else if err != nil {
		return err
	}
	return s.Close()
}

// ElseHasStream leaks: the error is only logged on its way, and the stream of
// the other way is not closed.
func ElseHasStream(ctx context.Context, conn *quic.Conn, buf []byte) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		log.Print(err)
	} else {
		s.Read(buf)
	}
	log.Print("accepted")
}

// ReadError leaks: the second error is not the acquire's.
func ReadError(ctx context.Context, conn *quic.Conn, buf []byte) (int, error) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return 0, err
	}
	n, err := s.Read(buf)
	if err != nil {
		return n, err
	}
	return n, s.Close()
}

// ReadErrorClosed is clean: both ways after the second error close.
func ReadErrorClosed(ctx context.Context, conn *quic.Conn, buf []byte) (int, error) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return 0, err
	}
	n, err := s.Read(buf)
	if err != nil {
		s.Close()
		return n, err
	}
	return n, s.Close()
}

// WrongErrorTested leaks: the reader's error is tested in place of the
// acquire's, which is nil on this way.
func WrongErrorTested(conn *quic.Conn, src io.Reader, buf []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	n, rerr := src.Read(buf)
	if rerr != nil {
		return rerr
	}
	if err != nil {
		return err
	}
	s.Write(buf[:n])
	return s.Close()
}

// ErrorOverwritten leaks: the variable holds another error when it is tested.
func ErrorOverwritten(conn *quic.Conn, src io.Reader, buf []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	_, err = io.ReadFull(src, buf)
	if err != nil {
		return err
	}
	s.Write(buf)
	return s.Close()
}

// Shadowed leaks: the inner err of the failed flush hides the outer one, and
// the deferred closure looks at the outer one.
func Shadowed(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(1)
		}
	}()
	w := bufio.NewWriter(s)
	w.Write(msg)
	if err := w.Flush(); err != nil {
		return err
	}
	return s.Close()
}

// NotShadowed is clean: one variable holds every error that is returned.
func NotShadowed(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(1)
		}
	}()
	w := bufio.NewWriter(s)
	w.Write(msg)
	if err = w.Flush(); err != nil {
		return err
	}
	return s.Close()
}

// NamedResult is clean: every return sets the result that the deferred
// closure reads.
func NamedResult(conn *quic.Conn, msg []byte) (err error) {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(1)
			return
		}
		err = s.Close()
	}()
	if _, err := s.Write(msg); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// NamedStream is clean: named results, bare returns, and a cancelled stream
// is not handed out.
func NamedStream(conn *quic.Conn, greeting string) (s *quic.Stream, err error) {
	if s, err = conn.OpenStream(); err != nil {
		return
	}
	if _, err = io.WriteString(s, greeting); err != nil {
		s.CancelWrite(1)
		s = nil
	}
	return
}

// NamedStreamDropped leaks: the named stream is cleared, not cancelled.
func NamedStreamDropped(conn *quic.Conn, answer []byte) (s *quic.Stream, err error) {
	if s, err = conn.OpenStream(); err != nil { // want "stream from OpenStream is not closed"
		return
	}
	if _, err = io.ReadFull(s, answer); err != nil {
		s = nil
	}
	return
}

// Wrapped is clean: the wrapped error is as good a test as the first.
func Wrapped(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		err = fmt.Errorf("open: %w", err)
	}
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(msg)
	return err
}

func open(ctx context.Context, conn *quic.Conn) (*quic.Stream, error) {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	return s, nil
}

// HelperOpens is clean: the helper's error stands for its stream.
func HelperOpens(ctx context.Context, conn *quic.Conn, msg []byte) error {
	s, err := open(ctx, conn)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(msg)
	return err
}

// HelperOpensForgotten leaks what the helper opened.
func HelperOpensForgotten(ctx context.Context, conn *quic.Conn, msg []byte) error {
	s, err := open(ctx, conn) // want "stream from open is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	return err
}

type header struct{ kind, size byte }

func readHeader(r io.Reader) (*header, error) {
	var b [2]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return nil, err
	}
	return &header{b[0], b[1]}, nil
}

// HelperFails leaks: the helper's error is not the acquire's.
func HelperFails(ctx context.Context, conn *quic.Conn) (*header, error) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return nil, err
	}
	h, err := readHeader(s)
	if err != nil {
		return nil, err
	}
	return h, s.Close()
}

// HelperFailsClosed is clean: one Close serves both.
func HelperFailsClosed(ctx context.Context, conn *quic.Conn) (*header, error) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return nil, err
	}
	h, err := readHeader(s)
	s.Close()
	if err != nil {
		return nil, err
	}
	return h, nil
}

// finish closes s unless it returns an error.
func finish(s *quic.Stream, msg []byte) error {
	if len(msg) == 0 {
		return io.ErrShortWrite
	}
	s.Write(msg)
	s.Close()
	return nil
}

// UnfinishedCancelled is clean: where the helper leaves it open, the caller
// cancels.
func UnfinishedCancelled(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if err := finish(s, msg); err != nil {
		s.CancelWrite(1)
		return err
	}
	return nil
}

// UnfinishedForgotten leaks: nobody closes after the helper's error.
func UnfinishedForgotten(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return finish(s, msg)
}

// Goto is clean: all errors meet at one label.
func Goto(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		goto fail
	}
	if _, err = s.Write(msg); err != nil {
		s.CancelWrite(1)
		goto fail
	}
	return s.Close()
fail:
	return fmt.Errorf("send: %w", err)
}

// GotoForgets leaks: the second jump has a stream, the label does not know.
func GotoForgets(conn *quic.Conn, reply []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		goto fail
	}
	if _, err = io.ReadFull(s, reply); err != nil {
		goto fail
	}
	return s.Close()
fail:
	return fmt.Errorf("ask: %w", err)
}

// failed reports whether there was an error, and logs it.
func failed(err error) bool {
	if err != nil {
		log.Print(err)
		return true
	}
	return false
}

// Predicate is clean: the helper tells of the error.
func Predicate(conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream()
	if failed(err) {
		return
	}
	defer s.Close()
	_, err = s.Write(msg)
	failed(err)
}

// ErrorKeptAsBool is clean: whether it failed is kept in a variable.
func ErrorKeptAsBool(conn *quic.Conn, msg []byte) bool {
	s, err := conn.OpenStream()
	ok := err == nil
	if ok {
		s.Write(msg)
	}
	log.Print("sent: ", ok)
	if ok {
		s.Close()
	}
	return ok
}

// FirstOfTwo leaks: when the second acquire fails, the joined error hides that
// the first one worked.
func FirstOfTwo(conn *quic.Conn) error {
	a, errA := conn.OpenStream() // want "stream from OpenStream is not closed"
	b, errB := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err := errors.Join(errA, errB); err != nil {
		return err
	}
	a.Close()
	return b.Close()
}

// EachOfTwo is clean: each stream is closed by its own test.
func EachOfTwo(conn *quic.Conn) error {
	a, errA := conn.OpenStream()
	b, errB := conn.OpenStream()
	if errA == nil {
		defer a.Close()
	}
	if errB == nil {
		defer b.Close()
	}
	return errors.Join(errA, errB)
}

type limits struct{ hit int }

func (l *limits) count(err error) error {
	if e, ok := err.(*quic.StreamLimitReachedError); ok && e != nil {
		l.hit++
	}
	return err
}

func openCounted(conn *quic.Conn, l *limits) (*quic.Stream, error) {
	s, err := conn.OpenStream()
	return s, l.count(err)
}

// ErrorPassedThrough is clean: what looks at the error gives it back as it is.
func ErrorPassedThrough(conn *quic.Conn) error {
	s, err := openCounted(conn, new(limits))
	if err != nil {
		return err
	}
	return s.Close()
}

func openOrShut(conn *quic.Conn, shut bool) (*quic.Stream, error) {
	s, err := conn.OpenStream()
	return s, orShut(err, shut)
}

func orShut(err error, shut bool) error {
	if shut {
		return errors.New("shut")
	}
	return err
}

// ErrorAdded leaks: the stream was opened, but the error is another one.
func ErrorAdded(conn *quic.Conn) error {
	s, err := openOrShut(conn, true) // want "stream from openOrShut is not closed"
	if err != nil {
		return err
	}
	return s.Close()
}
