package outlived

import (
	"context"

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
