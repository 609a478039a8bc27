package formats

import "github.com/quic-go/quic-go"

func Write(conn *quic.Conn, data []byte) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := stream.Write(data); err != nil {
		return err
	}
	return stream.Close()
}
