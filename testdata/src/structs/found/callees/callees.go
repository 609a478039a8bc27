// Package callees shows loops without end in functions that are called or started.
package callees

import (
	"context"

	"github.com/quic-go/quic-go"
)

var ctx context.Context

var run func(func())

func a(conn *quic.Conn) {
	go func() {
		for {
			s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
			if err != nil {
				continue
			}
			s.Write(nil)
		}
	}()
}

func b(conn *quic.Conn, more bool) {
	defer func() {
		for more {
			s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
			if err != nil {
				continue
			}
			s.Write(nil)
		}
	}()
}

func c(conn *quic.Conn) {
	run(func() {
		for {
			s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
			if err != nil {
				continue
			}
			s.Write(nil)
		}
	})
}
