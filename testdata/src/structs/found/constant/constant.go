// Package constant shows functions of the package whose error is always nil.
package constant

import (
	"context"

	"github.com/quic-go/quic-go"
)

var ctx context.Context

func flush() error { return nil }

func peek(s *quic.Stream) error { return nil }

func a(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if err := flush(); err != nil {
		return err
	}
	return s.Close()
}

func b(conn *quic.Conn, other *quic.Stream) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if err := peek(other); err != nil {
		return err
	}
	return s.Close()
}
