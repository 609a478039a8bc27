package connclose

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"
)

// confirmed is trusted: what NextConnection returns is the same connection.
func confirmed(ctx context.Context, conn *quic.Conn) error {
	next, err := conn.NextConnection(ctx)
	if err != nil {
		return err
	}
	s, err := next.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, make([]byte, 1)); err != nil {
		return err
	}
	return s.Close()
}

func confirmedOrEnd(ctx context.Context, conn *quic.Conn) {
	if err := confirmed(ctx, conn); err != nil {
		conn.CloseWithError(codeNone, "")
	}
}
