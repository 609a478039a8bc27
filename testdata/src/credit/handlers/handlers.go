// Package handlers gets its connections from a package that has the option.
package handlers

import (
	"context"
	"crypto/tls"

	"github.com/quic-go/quic-go"

	"example.com/credit/required"
)

// Serve keeps the places of what it refuses.
func Serve(ctx context.Context, addr string, conf *tls.Config) error {
	ln, err := required.Listen(addr, conf)
	if err != nil {
		return err
	}
	for {
		conn, err := ln.Accept(ctx)
		if err != nil {
			return err
		}
		go refuse(ctx, conn)
	}
}

func refuse(ctx context.Context, conn *quic.Conn) {
	for {
		s, err := conn.AcceptStream(ctx) // want "is not given back by ReleaseStreamCredit on every path: its place still taken when the next one is acquired"
		if err != nil {
			return
		}
		s.CancelRead(1)
		s.CancelWrite(1)
	}
}
