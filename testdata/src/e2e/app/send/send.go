// Package send leaks in the one function that it has.
//
// The tests name the line and column of its acquire.
package send

import "github.com/quic-go/quic-go"

func Send(conn *quic.Conn) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	stream.Write(nil)
	return nil
}
