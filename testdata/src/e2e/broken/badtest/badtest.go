// Package badtest leaks; its test does not type-check.
package badtest

import "github.com/quic-go/quic-go"

func Send(conn *quic.Conn) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	stream.Write(nil)
	return nil
}
