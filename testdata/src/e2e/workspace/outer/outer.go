// Package outer leaks, too, and finds inner by way of the workspace only.
package outer

import (
	"example.com/inner"
	"github.com/quic-go/quic-go"
)

func Send(conn *quic.Conn) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	stream.Write(nil)
	return inner.Send(conn)
}
