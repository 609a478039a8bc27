package wrapelse

import (
	"context"

	"example.com/structs/wrapelse/iface"
	"github.com/quic-go/quic-go"
)

func ifacePlain(ctx context.Context, conn *quic.Conn, hello []byte) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	w := iface.New(s)
	defer w.Close()
	_, err = w.Read(hello)
	return err
}

func ifaceForgotten(ctx context.Context, conn *quic.Conn, hello []byte) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	w := iface.New(s)
	_, err = w.Read(hello)
	return err
}

func ifaceOnce(ctx context.Context, conn *quic.Conn) {
	if s, err := conn.AcceptStream(ctx); err == nil {
		iface.NewOnce(s).Close()
	}
}

func ifaceBusy(ctx context.Context, conn *quic.Conn, hello []byte) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	w := iface.NewBusy(s, nil)
	defer w.Close()
	_, err = w.Read(hello)
	return err
}

func ifaceBusyForgotten(ctx context.Context, conn *quic.Conn, hello []byte, back func()) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	w := iface.NewBusy(s, back)
	_, err = w.Read(hello)
	return err
}
