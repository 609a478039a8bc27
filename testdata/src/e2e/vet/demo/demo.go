// Package demo leaks what a function of another package only uses.
package demo

import (
	"example.com/demo/use"
	"example.com/wire"
)

func Ping(conn *wire.Conn) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	use.Use(stream)
	return nil
}
