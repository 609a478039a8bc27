// Package unrelated shows goroutines that have nothing to do with a stream that is not used any more.
package unrelated

import (
	"context"
	"os"

	"github.com/quic-go/quic-go"
)

var ctx context.Context

var work func() error
var unrelated func()

func a(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	s.Write(nil)
	go unrelated()
	work()
	conn.CloseWithError(0, "")
}

func b(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	s.Write(nil)
	go func() { work() }()
	os.Exit(1)
}
