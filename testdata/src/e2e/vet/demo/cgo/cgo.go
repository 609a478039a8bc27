// Package cgo leaks in a file that cgo rewrites.
package cgo

// static int size(void) { return 3; }
import "C"

import "example.com/wire"

func Ping(conn *wire.Conn) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	stream.Write(make([]byte, C.size()))
	return nil
}
