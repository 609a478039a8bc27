// Package clean closes what it opens.
package clean

import "github.com/quic-go/quic-go"

func Send(conn *quic.Conn, data []byte) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer stream.Close()
	_, err = stream.Write(data)
	return err
}
