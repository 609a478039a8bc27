package loops

import (
	"context"
	"io"
	"iter"
	"slices"

	"github.com/quic-go/quic-go"
)

// streams yields what the connection accepts. Whoever ranges owns it.
func streams(ctx context.Context, conn *quic.Conn) iter.Seq[*quic.Stream] {
	return func(yield func(*quic.Stream) bool) {
		for {
			s, err := conn.AcceptStream(ctx)
			if err != nil || !yield(s) {
				return
			}
		}
	}
}

// RangeFunc is clean: the body closes what it is given.
func RangeFunc(ctx context.Context, conn *quic.Conn) {
	for s := range streams(ctx, conn) {
		io.Copy(s, s)
		s.Close()
	}
}

// RangeFuncGo is clean: the body starts a goroutine that closes.
func RangeFuncGo(ctx context.Context, conn *quic.Conn) {
	for s := range streams(ctx, conn) {
		go echo(s)
	}
}

// RangeFuncForgets leaks: the iterator is a literal of the function, and the
// body does not close what it is given.
func RangeFuncForgets(ctx context.Context, conn *quic.Conn) {
	accept := func(yield func(*quic.Stream) bool) {
		for {
			s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
			if err != nil || !yield(s) {
				return
			}
		}
	}
	for s := range accept {
		io.Copy(io.Discard, s)
	}
}

// filtered leaks: what the filter refuses is neither yielded nor closed.
func filtered(ctx context.Context, conn *quic.Conn, keep func(id int64) bool) iter.Seq[*quic.Stream] {
	return func(yield func(*quic.Stream) bool) {
		for {
			s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
			if err != nil {
				return
			}
			if !keep(int64(s.StreamID())) {
				continue
			}
			if !yield(s) {
				return
			}
		}
	}
}

// RangeFiltered is clean itself: the body closes what comes through.
func RangeFiltered(ctx context.Context, conn *quic.Conn) {
	for s := range filtered(ctx, conn, func(id int64) bool { return id%8 == 0 }) {
		s.Close()
	}
}

// OpenInBody leaks: the body of a range-over-func loop opens and continues.
func OpenInBody(conn *quic.Conn, lines iter.Seq2[int, string]) error {
	for n, line := range lines {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		io.WriteString(s, line)
		s.Close()
	}
	return nil
}

// ReturnFromBody leaks: a return in the body leaves the function.
func ReturnFromBody(conn *quic.Conn, lines []string) error {
	for line := range slices.Values(lines) {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return err
		}
		if line == "" {
			return io.ErrNoProgress
		}
		io.WriteString(s, line)
		s.Close()
	}
	return nil
}

// DeferInBody is clean: a defer in the body runs at the function's end.
func DeferInBody(conn *quic.Conn, lines iter.Seq[string]) error {
	for line := range lines {
		s, err := conn.OpenStream()
		if err != nil {
			return err
		}
		defer s.Close()
		if _, err := io.WriteString(s, line); err != nil {
			return err
		}
	}
	return nil
}

// OpenedOutside is clean: one stream for all turns, closed below the loop.
func OpenedOutside(conn *quic.Conn, lines iter.Seq[string]) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	for line := range lines {
		if line == "" {
			break
		}
		io.WriteString(s, line)
	}
	return s.Close()
}

// OpenedOutsideReturns leaks: the body returns past the Close below the loop.
func OpenedOutsideReturns(conn *quic.Conn, lines iter.Seq[string]) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	for line := range lines {
		if line == "" {
			return io.ErrNoProgress
		}
		io.WriteString(s, line)
	}
	return s.Close()
}

// DeferInBodyOfSecond is clean: the body defers for its function, behind a first
// stream, too.
func DeferInBodyOfSecond(conn *quic.Conn) error {
	once := func(yield func() bool) { yield() }
	first, err := conn.OpenStream()
	if err != nil {
		return err
	}
	first.Close()
	second, err := conn.OpenStream()
	if err != nil {
		return err
	}
	for range once {
		defer second.Close()
	}
	return nil
}

// DeferInBodyBeside leaks: what is deferred in the body writes, and does not close.
func DeferInBodyBeside(conn *quic.Conn) error {
	once := func(yield func() bool) { yield() }
	first, err := conn.OpenStream()
	if err != nil {
		return err
	}
	first.Close()
	second, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	for range once {
		defer io.WriteString(second, "round")
	}
	return nil
}
