package actions

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"
)

// ReleaseCredit ends neither half, though it comes with both of them ended.
func ReleaseCredit(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "AcceptStream is not closed" "never read when ReleaseCredit returns"
	if err != nil {
		return err
	}
	s.ReleaseStreamCredit()
	return nil
}

// Peek sees the end and does not consume it.
func Peek(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "never read when Peek returns"
	if err != nil {
		return err
	}
	defer s.Close()
	for {
		if _, err := s.Peek(make([]byte, 1)); err != nil {
			return err
		}
	}
}

// TryWrite ends nothing when it would block.
func TryWrite(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "AcceptStream is not closed"
	if err != nil {
		return err
	}
	if _, err := io.ReadAll(s); err != nil {
		s.Close()
		return err
	}
	return s.TryWriteAll(nil)
}

// WriteWithLimit ends nothing when it stops at its limit.
func WriteWithLimit(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "AcceptStream is not closed"
	if err != nil {
		return err
	}
	if _, err := io.ReadAll(s); err != nil {
		s.Close()
		return err
	}
	_, err = s.WriteWithLimit(nil, func(most int) int { return most / 2 })
	return err
}
