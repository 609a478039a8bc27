// Package endless shows function literals that never return.
package endless

import (
	"context"
	"os"

	"github.com/quic-go/quic-go"
)

var ctx context.Context

var work func() error
var run func(func())

func a(conn *quic.Conn) error {
	fatal := func(err error) { os.Exit(1) }
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if err := work(); err != nil {
		fatal(err)
		return err
	}
	return s.Close()
}

func b(conn *quic.Conn) error {
	defer func() { os.Exit(1) }()
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	s.Write(nil)
	return nil
}

func c(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	s.Write(nil)
	run(func() { panic("unexpected") })
	return nil
}
