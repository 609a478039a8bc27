// Package selects shows streams before, in and after a select statement.
package selects

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/quic-go/quic-go"
)

// DoneLeaks leaks: the case of the cancelled context forgets the stream.
func DoneLeaks(ctx context.Context, conn *quic.Conn, in <-chan []byte) error {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case msg := <-in:
		s.Write(msg)
		return s.Close()
	}
}

// DoneCancels is clean.
func DoneCancels(ctx context.Context, conn *quic.Conn, in <-chan []byte) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		s.CancelWrite(1)
		return ctx.Err()
	case msg := <-in:
		s.Write(msg)
		return s.Close()
	}
}

// DefaultLeaks leaks: nothing to send, and the stream is open.
func DefaultLeaks(conn *quic.Conn, in <-chan []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	select {
	case msg := <-in:
		s.Write(msg)
		s.Close()
	default:
	}
	return nil
}

// DefaultCloses is clean: the Close stands below the select.
func DefaultCloses(conn *quic.Conn, in <-chan []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	select {
	case msg := <-in:
		s.Write(msg)
	default:
	}
	return s.Close()
}

// SentOrLost leaks: only one of the cases sends the stream on.
func SentOrLost(ctx context.Context, conn *quic.Conn, out chan<- *quic.Stream) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	select {
	case out <- s:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// SentOrClosed is clean: what cannot be sent is cancelled.
func SentOrClosed(ctx context.Context, conn *quic.Conn, out chan<- *quic.Stream) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	select {
	case out <- s:
		return nil
	case <-ctx.Done():
		s.CancelRead(1)
		s.CancelWrite(1)
		return ctx.Err()
	}
}

// SentOrDropped leaks: a full channel drops the stream.
func SentOrDropped(ctx context.Context, conn *quic.Conn, out chan<- *quic.Stream) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		select {
		case out <- s:
		default:
		}
	}
}

// SentOrRefused is clean: a full channel refuses the stream.
func SentOrRefused(ctx context.Context, conn *quic.Conn, out chan<- *quic.Stream) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		select {
		case out <- s:
		default:
			s.CancelRead(2)
			s.CancelWrite(2)
		}
	}
}

// receive is the other end of the channels above.
func receive(in <-chan *quic.Stream) {
	for s := range in {
		io.Copy(s, s)
		s.Close()
	}
}

// Run connects the ends.
func Run(ctx context.Context, conn *quic.Conn) error {
	work := make(chan *quic.Stream, 8)
	defer close(work)
	go receive(work)
	return SentOrRefused(ctx, conn, work)
}

// Timeout leaks: the reader goes on without anybody to close.
func Timeout(conn *quic.Conn, limit time.Duration, answer []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	read := make(chan error, 1)
	go func() {
		_, err := io.ReadFull(s, answer)
		read <- err
	}()
	select {
	case err := <-read:
		s.Close()
		return err
	case <-time.After(limit):
		return errors.New("no answer")
	}
}

// TimeoutCovered is clean: whatever the select chooses, the defer closes.
func TimeoutCovered(conn *quic.Conn, limit time.Duration, answer []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	read := make(chan error, 1)
	go func() {
		_, err := io.ReadFull(s, answer)
		read <- err
	}()
	select {
	case err := <-read:
		return err
	case <-time.After(limit):
		s.CancelRead(1)
		return errors.New("no answer")
	}
}

// StreamContext leaks: the end of the stream's context is no release.
func StreamContext(conn *quic.Conn, in <-chan []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	for {
		select {
		case <-s.Context().Done():
			return context.Cause(s.Context())
		case msg, ok := <-in:
			if !ok {
				return s.Close()
			}
			s.Write(msg)
		}
	}
}

// BreakLeavesSelect leaks: the break leaves the select, and skips the Close.
func BreakLeavesSelect(conn *quic.Conn, in <-chan []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	select {
	case msg := <-in:
		if len(msg) == 0 {
			break
		}
		s.Write(msg)
		s.Close()
	}
	return nil
}

// OpenedInCase is clean: the case that opens closes.
func OpenedInCase(ctx context.Context, conn *quic.Conn, in <-chan []byte) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case msg, ok := <-in:
			if !ok {
				return nil
			}
			s, err := conn.OpenStreamSync(ctx)
			if err != nil {
				return err
			}
			s.Write(msg)
			s.Close()
		}
	}
}

// OpenedInCaseForgets leaks a stream a message.
func OpenedInCaseForgets(ctx context.Context, conn *quic.Conn, in <-chan []byte) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case msg := <-in:
			s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
			if err != nil {
				return err
			}
			s.Write(msg)
		}
	}
}
