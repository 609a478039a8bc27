package errmakers

import (
	"context"
	"errors"
	"io"

	"example.com/structs/errmakers/drain"
	"github.com/quic-go/quic-go"
)

// readAll ends with an error, io.EOF if nothing else.
func readAll(s io.Reader) error {
	for {
		if _, err := s.Read(make([]byte, 1)); err != nil {
			return err
		}
	}
}

func untilRead(ctx context.Context, conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	if err := untilEither(ctx, s); err != nil {
		s.Close()
	}
}

func untilEither(ctx context.Context, s *quic.Stream) error {
	errs := make(chan error, 1)
	go func() { errs <- readAll(s) }()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-errs:
		return err
	}
}

func copied(conn *quic.Conn, other io.ReadWriter) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	if err := firstFailure(s, other); err != nil {
		s.Close()
	}
}

// firstFailure returns when one direction fails.
func firstFailure(s *quic.Stream, other io.ReadWriter) error {
	failed := make(chan error, 2)
	pipe := func(to io.Writer, from io.Reader) {
		if _, err := io.Copy(to, from); err != nil {
			failed <- err
		} else {
			failed <- io.EOF
		}
	}
	go pipe(s, other)
	go pipe(other, s)
	err, ok := <-failed
	if !ok {
		return errors.New("never")
	}
	return err
}

// The copy may end without an error.
func copiedOnce(conn *quic.Conn, other io.ReadWriter) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed on every path: still open when copiedOnce returns"
	if err != nil {
		return
	}
	if err := anyEnd(s, other); err != nil {
		s.Close()
	}
}

func anyEnd(s *quic.Stream, other io.ReadWriter) error {
	ended := make(chan error, 2)
	pipe := func(to io.Writer, from io.Reader) {
		_, err := io.Copy(to, from)
		ended <- err
	}
	go pipe(s, other)
	go pipe(other, s)
	return <-ended
}

// Nothing is sent if the copy goes well, but the channel is closed.
func copiedAndClosed(conn *quic.Conn, other io.Reader) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed on every path: still open when copiedAndClosed returns"
	if err != nil {
		return
	}
	if err := closedAtEnd(s, other); err != nil {
		s.Close()
	}
}

func closedAtEnd(s *quic.Stream, other io.Reader) error {
	failed := make(chan error, 1)
	go func() {
		defer close(failed)
		if _, err := io.Copy(s, other); err != nil {
			failed <- err
		}
	}()
	return <-failed
}

// Who else has the channel may send anything.
func toldByOthers(conn *quic.Conn, watch func(io.Reader, chan error)) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed on every path: still open when toldByOthers returns"
	if err != nil {
		return
	}
	if err := watched(s, watch); err != nil {
		s.Close()
	}
}

func watched(s *quic.Stream, watch func(io.Reader, chan error)) error {
	told := make(chan error, 1)
	go func() { told <- readAll(s) }()
	watch(s, told)
	return <-told
}

// Another channel in the same variable carries nil.
func inSameVariable(conn *quic.Conn, again bool) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed on every path: still open when inSameVariable returns"
	if err != nil {
		return
	}
	if err := eitherOfTwo(s, again); err != nil {
		s.Close()
	}
}

func eitherOfTwo(s *quic.Stream, again bool) error {
	told := make(chan error, 1)
	if again {
		told = make(chan error, 1)
		go func() { told <- nil }()
	} else {
		go func() { told <- readAll(s) }()
	}
	return <-told
}

// drained ends with an error in another package.
func drained(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	if err := drain.All(s); err != nil {
		s.Close()
	}
}

// skipped may go well.
func skipped(conn *quic.Conn) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed on every path: still open when skipped returns"
	if err != nil {
		return
	}
	if err := drain.Some(s, 1); err != nil {
		s.Close()
	}
}
