package demo

import (
	"example.com/demo/use"
	"example.com/wire"
)

func PingWindows(conn *wire.Conn) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	use.Use(stream)
	return nil
}
