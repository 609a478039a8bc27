// Package off does not have the option.
package off

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"
)

var config = &quic.Config{RequireStreamCreditRelease: false}

// Finished ends both halves.
func Finished(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.ReadAll(s)
	return err
}
