// Package inequalities shows numbers that are tested twice for being different from a constant.
package inequalities

import (
	"context"

	"github.com/quic-go/quic-go"
)

var ctx context.Context

func a(conn *quic.Conn, mode int) {
	if mode != 0 {
		s, err := conn.OpenStream()
		if err != nil {
			return
		}
		if mode != 0 {
			s.Close()
		}
	}
}

func b(conn *quic.Conn, mode int) {
	if mode == 0 {
		return
	}
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	defer func() {
		if mode != 0 {
			s.Close()
		}
	}()
}

// The same with the length of a slice, which is asked for twice.
func c(conn *quic.Conn, data []byte) {
	if len(data) == 0 {
		return
	}
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	if len(data) == 0 {
		return
	}
	s.Close()
}
