// Package app leaks a stream and does not say much else.
package app

import "github.com/quic-go/quic-go"

func Ping(conn *quic.Conn) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	stream.Write([]byte("ping"))
	return nil
}
