// Package captured shows function literals, judged by themselves, that assign to a captured error.
package captured

import (
	"context"

	"github.com/quic-go/quic-go"
)

var ctx context.Context

var work func() error
var Handlers []func() error

func a(conn *quic.Conn) {
	err := work()
	Handlers = append(Handlers, func() error {
		var s *quic.Stream
		s, err = conn.OpenStream()
		if err != nil {
			return err
		}
		return s.Close()
	})
}

// Called, but only by another literal, which is not entered (so it is judged by itself, too).
func b(conn *quic.Conn) {
	err := work()
	open := func() error {
		var s *quic.Stream
		s, err = conn.OpenStream()
		if err != nil {
			return err
		}
		return s.Close()
	}
	func() { open() }()
}
