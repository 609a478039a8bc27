// Package rounds shows what becomes of a stream in later rounds of a loop: what was
// made beside it in its own round stays what it was.
package rounds

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"
)

// deferredByError is clean: each deferred call finds the error of its own round.
func deferredByError(conn *quic.Conn, n int) error {
	for range n {
		s, err := conn.OpenStream()
		defer func() {
			if err == nil {
				s.Close()
			}
		}()
	}
	return nil
}

// deferredByOther leaks: the literal looks at an error that rounds share.
func deferredByOther(conn *quic.Conn, n int) error {
	var last error
	for range n {
		s, err := conn.OpenStream() // want "still open when deferredByOther returns"
		last = err
		defer func() {
			if last == nil {
				s.Close()
			}
		}()
	}
	return last
}

// deferredByFlag is clean: the flag is that of the round.
func deferredByFlag(conn *quic.Conn, names []string) error {
	for _, name := range names {
		s, err := conn.OpenStream()
		if err != nil {
			return err
		}
		done := false
		defer func() {
			if !done {
				s.CancelWrite(1)
			}
		}()
		if _, err := io.WriteString(s, name); err != nil {
			continue
		}
		if err := s.Close(); err == nil {
			done = true
		}
	}
	return nil
}

// deferredByFlagTooEarly leaks: the flag is set before the stream is closed.
func deferredByFlagTooEarly(conn *quic.Conn, names []string) error {
	for _, name := range names {
		s, err := conn.OpenStream() // want "still open when deferredByFlagTooEarly returns"
		if err != nil {
			return err
		}
		done := false
		defer func() {
			if !done {
				s.CancelWrite(1)
			}
		}()
		done = true
		if _, err := io.WriteString(s, name); err != nil {
			continue
		}
		s.Close()
	}
	return nil
}

// closedInTurn is clean: what is acquired at the end is closed with the connection
// before the next is acquired.
func closedInTurn(conn *quic.Conn, n int) {
	for range n {
		defer conn.CloseWithError(0, "")
		defer func() {
			if s, err := conn.OpenStream(); err == nil {
				s.CancelRead(1)
			}
		}()
	}
}

// closedBefore leaks: all connections are closed before a stream is acquired.
func closedBefore(conn, other *quic.Conn, n int) {
	for range n {
		defer func() {
			if s, err := other.OpenStream(); err == nil { // want "still open when closedBefore returns"
				s.CancelRead(1)
			}
		}()
		defer conn.CloseWithError(0, "")
	}
}

// manyPending is clean, and has many ways to get there: what is deferred for other
// streams has no bearing on this one.
func manyPending(conn *quic.Conn, n int, eager, late bool) error {
	for range n {
		first, err := conn.OpenStream()
		if err != nil {
			return err
		}
		defer first.Close()
		second, err := conn.OpenStream()
		if err != nil {
			continue
		}
		switch {
		case eager:
			defer func() { second.Close() }()
		case late:
			defer func() {
				if n > 0 {
					second.CancelWrite(1)
				}
			}()
		default:
			defer second.Close()
		}
		third, err := conn.OpenStream()
		if err != nil {
			continue
		}
		defer func() { third.Close() }()
	}
	return nil
}

// againInLiteral leaks: nothing leads to the stream of the call before.
func againInLiteral(conn *quic.Conn, n int) {
	defer conn.CloseWithError(0, "")
	for range n {
		func() {
			s, err := conn.OpenStream() // want "still open when"
			if err == nil {
				s.CancelRead(1)
			}
		}()
	}
}

// closedInLiteral is clean.
func closedInLiteral(conn *quic.Conn, n int) {
	defer conn.CloseWithError(0, "")
	for range n {
		func() {
			s, err := conn.OpenStream()
			if err == nil {
				s.Close()
			}
		}()
	}
}

// throughAnother is clean: the literal with the acquire is reached through another.
func throughAnother(conn *quic.Conn, yes bool) {
	open := func() {
		s, err := conn.OpenStream()
		if err == nil && yes {
			s.Close()
		}
	}
	func() {
		if yes {
			defer open()
		}
	}()
}

// closedAround is clean: what each round defers to open is opened before the
// connection is closed once more.
func closedAround(conn *quic.Conn, early bool, more func() bool) {
	for more() {
		defer conn.CloseWithError(0, "")
		defer func() {
			if early {
				conn.CloseWithError(2, "")
			}
			s, err := conn.OpenStream()
			if err == nil {
				s.CancelRead(1)
			}
		}()
		defer conn.CloseWithError(1, "")
	}
}

// alternate leaks in the third round: the first one accepts, the others open. That
// the connection is closed comes too late.
func alternate(ctx context.Context, conn *quic.Conn, n int) {
	defer conn.CloseWithError(0, "")
	err := io.EOF
	for range n {
		var s *quic.Stream
		if err == nil {
			s, err = conn.OpenStream() // want "still open when the next one is acquired"
			if err == nil {
				_, _ = io.WriteString(s, "again")
			}
		} else if s, err = conn.AcceptStream(ctx); err == nil {
			s.CancelWrite(1)
		}
	}
}

// replacedInTheEnd is clean: what each round accepts in the end it closes after that.
func replacedInTheEnd(ctx context.Context, conn *quic.Conn, n int) {
	for range n {
		var s *quic.Stream
		defer func() {
			if s != nil {
				s.Close()
			}
		}()
		defer func() {
			s, _ = conn.AcceptStream(ctx)
		}()
	}
}

// replacedTooLate leaks: what each round accepts was to be closed before.
func replacedTooLate(ctx context.Context, conn *quic.Conn, n int) {
	for range n {
		var s *quic.Stream
		defer func() {
			s, _ = conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		}()
		defer func() {
			if s != nil {
				s.Close()
			}
		}()
	}
}

// acceptedBesideAnother is clean: the end of each round closes what it accepts, since
// the round had opened another one.
func acceptedBesideAnother(ctx context.Context, conn *quic.Conn, n int) {
	for range n {
		opened, err := conn.OpenStreamSync(ctx)
		if err != nil {
			return
		}
		defer opened.Close()
		defer func() {
			s, err := conn.AcceptStream(ctx)
			if err == nil && opened != nil {
				s.Close()
			}
		}()
	}
}

// acceptedBesideNone leaks: whether there is another one is known of no round.
func acceptedBesideNone(ctx context.Context, conn *quic.Conn, n int) {
	for range n {
		opened, err := conn.OpenStreamSync(ctx)
		if err == nil {
			defer opened.Close()
		}
		defer func() {
			s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
			if err == nil && opened != nil {
				s.Close()
			}
		}()
	}
}
