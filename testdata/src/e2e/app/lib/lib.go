// Package lib leaks in its code, in its tests, and in tests of another package.
package lib

import "github.com/quic-go/quic-go"

func Send(conn *quic.Conn, data []byte) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	stream.Write(data)
	return nil
}
