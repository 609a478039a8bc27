//go:build leaky

package tagged

import "github.com/quic-go/quic-go"

func Send(conn *quic.Conn) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	stream.Write(nil)
	return nil
}
