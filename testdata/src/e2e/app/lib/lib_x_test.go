package lib_test

import (
	"example.com/app/lib"
	"github.com/quic-go/quic-go"
)

func sendThrice(conn *quic.Conn) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	stream.Write([]byte("thrice"))
	return lib.Send(conn, nil)
}
