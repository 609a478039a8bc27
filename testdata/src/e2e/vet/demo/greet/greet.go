// Package greet leaks where there is a fix.
package greet

import "example.com/wire"

func Greet(conn *wire.Conn) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	stream.Write([]byte("hello"))
	return nil
}
