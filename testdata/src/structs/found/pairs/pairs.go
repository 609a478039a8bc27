// Package pairs shows acquires beside the one that is judged: each has a stream just when it has no error.
package pairs

import (
	"context"

	"github.com/quic-go/quic-go"
)

var ctx context.Context

func a(conn *quic.Conn) error {
	s1, err := conn.OpenStream()
	if err != nil {
		return err
	}
	s2, err := conn.OpenStream()
	if err == nil && s1 != nil {
		s2.Close()
	}
	s1.Close()
	return nil
}

func b(conn, other *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	t, err2 := other.OpenStream()
	if t == nil {
		s.Close()
		return err2
	}
	if err2 == nil {
		s.Close()
	}
	t.Close()
	return nil
}
