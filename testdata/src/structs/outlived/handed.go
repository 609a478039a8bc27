package outlived

import (
	"context"
	"errors"

	"github.com/quic-go/quic-go"
)

// firstOf hands its stream out when the loop that accepts others was left.
func firstOf(ctx context.Context, conn *quic.Conn) (*quic.Stream, error) {
	first, err := conn.AcceptStream(ctx) // late
	if err != nil {
		return nil, err
	}
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return first, nil
		}
		_ = s.Close()
	}
}

func dropFirst(ctx context.Context, conn *quic.Conn) {
	_, _ = firstOf(ctx, conn) // late
}

// firstOrAny hands it out in another way as well.
func firstOrAny(ctx context.Context, conn *quic.Conn, any bool) (*quic.Stream, error) {
	first, err := conn.AcceptStream(ctx) // late
	if err != nil || any {
		return first, err
	}
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return first, nil
		}
		_ = s.Close()
	}
}

func dropAny(ctx context.Context, conn *quic.Conn) {
	_, _ = firstOrAny(ctx, conn, true) // want "stream from firstOrAny is not closed"
}

// complain leaves its stream to its caller, which stops when it cannot accept any more.
func complain(conn *quic.Conn) error {
	s, err := conn.OpenStream() // late
	if err == nil {
		s.CancelRead(1)
	}
	return errors.New("nothing accepted")
}

func acceptOn(ctx context.Context, conn *quic.Conn, stop <-chan struct{}) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err == nil {
			_ = s.Close()
			continue
		}
		select {
		case <-stop:
			return err
		default:
			_ = complain(conn)
		}
	}
}

// complainAside leaks: its caller stops at any time.
func complainAside(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "its caller acceptAside does not close the connection"
	if err == nil {
		s.CancelRead(1)
	}
	return errors.New("nothing accepted")
}

func acceptAside(ctx context.Context, conn *quic.Conn, stop <-chan struct{}) error {
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			_ = complainAside(conn)
			continue
		}
		_ = s.Close()
	}
}
