package lib

import "github.com/quic-go/quic-go"

func sendTwice(conn *quic.Conn) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	stream.Write([]byte("twice"))
	return Send(conn, nil)
}
