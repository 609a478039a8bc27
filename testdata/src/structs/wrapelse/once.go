package wrapelse

import (
	"context"
	"io"

	"example.com/structs/wrapelse/once"
	"github.com/quic-go/quic-go"
)

func onceHidden(conn *quic.Conn, answer []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	w := once.NewHidden(s)
	defer w.Close()
	_, err = w.Read(answer)
	return err
}

func onceHiddenForgotten(conn *quic.Conn, answer []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = once.NewHidden(s).Read(answer)
	return err
}

func onceOpen(conn *quic.Conn) {
	if s, err := conn.OpenStream(); err == nil {
		(&once.Open{S: s}).Close()
	}
}

func onceOpenForgotten(conn *quic.Conn, msg []byte) {
	if s, err := conn.OpenStream(); err == nil { // want "stream from OpenStream is not closed"
		(&once.Open{S: s}).S.Write(msg)
	}
}

func onceEmbedded(ctx context.Context, conn *quic.Conn, hello []byte) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	w := once.NewEmbedded(s)
	defer w.Close()
	_, err = w.Read(hello)
	return err
}

func onceEmbeddedLater(ctx context.Context, conn *quic.Conn, hello []byte) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	w := once.NewEmbedded(s)
	if _, err := io.ReadFull(w, hello); err != nil {
		return err
	}
	return w.Close()
}

func onceHelped(conn *quic.Conn) {
	if s, err := conn.OpenStream(); err == nil {
		once.NewHelped(s).Close()
	}
}

func onceLocked(conn *quic.Conn, back func()) {
	if s, err := conn.OpenStream(); err == nil {
		once.NewLocked(s, nil).Close()
	}
	if s, err := conn.OpenStream(); err == nil {
		once.NewLocked(s, back).Close()
	}
}
