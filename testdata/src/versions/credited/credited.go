// Package credited gives, since quic-go v0.65, the place of a stream back.
package credited

import (
	"context"

	"github.com/quic-go/quic-go"
)

// Closes the stream on top of that.
func Closes(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.ReleaseStreamCredit()
	return s.Close()
}

// Releases nothing but its place.
func Releases(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed on every path: still open when Releases returns"
	if err != nil {
		return err
	}
	s.ReleaseStreamCredit()
	return nil
}
