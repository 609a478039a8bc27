package actions

import (
	"context"
	"crypto/tls"
	"errors"

	"github.com/quic-go/quic-go"
)

// Rejected finds that the server did not want what was sent before the handshake.
// That ends both halves of the streams of that time.
func Rejected(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write([]byte("early")); errors.Is(err, quic.Err0RTTRejected) {
		return err
	}
	s.CancelRead(0)
	return s.Close()
}

// RejectedReading learns of it by a read, and compares.
func RejectedReading(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "OpenStream is not closed on every path: still open when RejectedReading returns .line [0-9]+., after err != quic.Err0RTTRejected"
	if err != nil {
		return err
	}
	if _, err := s.Read(make([]byte, 1)); err == quic.Err0RTTRejected {
		return err
	}
	s.CancelRead(0)
	return nil
}

// NotAsked gives up when a write fails, whatever for.
func NotAsked(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "OpenStream is not closed .* after a failed write" "never read when NotAsked returns"
	if err != nil {
		return err
	}
	if _, err := s.Write([]byte("early")); err != nil {
		return err
	}
	s.CancelRead(0)
	return s.Close()
}

// Early sends before the handshake, and once more on the same connection if that
// was in vain: the first stream is gone then, the second one is not.
func Early(ctx context.Context, config *tls.Config) error {
	conn, err := quic.DialAddrEarly(ctx, "localhost:4242", config, nil)
	if err != nil {
		return err
	}
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err = s.Write([]byte("early")); !errors.Is(err, quic.Err0RTTRejected) {
		s.CancelRead(0)
		return s.Close()
	}
	next, err := conn.NextConnection(ctx)
	if err != nil {
		return err
	}
	again, err := next.OpenStream() // want "never read when Early returns"
	if err != nil {
		return err
	}
	defer again.Close()
	_, err = again.Write([]byte("late"))
	return err
}

// Next shows that going on with the connection ends no stream that was opened
// before, since the server may have wanted it.
func Next(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "OpenStream is not closed" "never read when Next returns"
	if err != nil {
		return err
	}
	_ = s
	_, err = conn.NextConnection(ctx)
	return err
}

// NotOpened finds that out when it opens the next stream, so that there is none,
// and the first one is gone as well.
func NotOpened(ctx context.Context, conn *quic.Conn) error {
	first, err := conn.OpenStream()
	if err != nil {
		return err
	}
	second, err := conn.OpenStream()
	if errors.Is(err, quic.Err0RTTRejected) {
		return err
	}
	first.CancelRead(0)
	first.Close()
	if err != nil {
		return err
	}
	second.CancelRead(0)
	return second.Close()
}
