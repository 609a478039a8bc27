package errmakers

import (
	"context"

	"github.com/quic-go/quic-go"
)

func doneErr(ctx context.Context, conn *quic.Conn, sink chan<- *quic.Stream) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return
	}
	if err := hand(ctx, s, sink); err != nil {
		s.Close()
	}
}

func hand(ctx context.Context, s *quic.Stream, sink chan<- *quic.Stream) error {
	select {
	case sink <- s:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func doneCause(ctx context.Context, conn *quic.Conn, sink chan<- *quic.Stream) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return
	}
	if err := handCause(ctx, s, sink); err != nil {
		s.Close()
	}
}

func handCause(ctx context.Context, s *quic.Stream, sink chan<- *quic.Stream) error {
	select {
	case sink <- s:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-s.Context().Done():
		return context.Cause(s.Context())
	}
}

// otherDone leaks: that one context is done says nothing of the other.
func otherDone(ctx, other context.Context, conn *quic.Conn, sink chan<- *quic.Stream) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	if err := handOther(ctx, other, s, sink); err != nil {
		s.Close()
	}
}

func handOther(ctx, other context.Context, s *quic.Stream, sink chan<- *quic.Stream) error {
	select {
	case sink <- s:
		return nil
	case <-ctx.Done():
		return other.Err()
	}
}

// notDone leaks: in the default the context goes on, and its error is nil.
func notDone(ctx context.Context, conn *quic.Conn, sink chan<- *quic.Stream) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	if err := offer(ctx, s, sink); err != nil {
		s.Close()
	}
}

func offer(ctx context.Context, s *quic.Stream, sink chan<- *quic.Stream) error {
	select {
	case sink <- s:
		return nil
	default:
		return ctx.Err()
	}
}

func causeInDefer(ctx context.Context, conn *quic.Conn) (_ *quic.Stream, err error) {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.CancelWrite(0)
		}
	}()
	select {
	case <-s.Context().Done():
		return nil, context.Cause(s.Context())
	default:
	}
	return s, nil
}

func doneInDefer(ctx context.Context, conn *quic.Conn, ready <-chan struct{}) (_ *quic.Stream, err error) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-ready:
	}
	return s, nil
}

// readyInDefer leaks: the context need not be done when ready is.
func readyInDefer(ctx context.Context, conn *quic.Conn, ready <-chan struct{}) (_ *quic.Stream, err error) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	select {
	case <-ready:
		return nil, ctx.Err()
	default:
	}
	return s, nil
}

func errTwice(ctx context.Context, conn *quic.Conn) (_ *quic.Stream, err error) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return s, nil
}

func sendChecked(ctx context.Context, conn *quic.Conn, sink chan<- *quic.Stream) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return
	}
	if err := checkTwice(ctx, s); err != nil {
		s.Close()
		return
	}
	sink <- s
}

func returnChecked(ctx context.Context, conn *quic.Conn) *quic.Stream {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return nil
	}
	if checkTwice(ctx, s) != nil {
		s.Close()
		return nil
	}
	return s
}

func checkTwice(ctx context.Context, s *quic.Stream) error {
	if _, err := s.Write(nil); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return nil
}
