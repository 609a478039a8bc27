package formats

import (
	"github.com/quic-go/quic-go"
)

type 会话 struct{ str *quic.Stream }

func (会 *会话) 开(conn *quic.Conn) (err error) {
	/* 𝄞 e\u0301 & <b>"'[x](1)% */ 会.str, err = conn.OpenStream()
	return err
}

func 写(conn *quic.Conn, names map[string]int) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if n := names["日本, <&>: 100%"]; n == len(names) || names["[a](1)"] > 1 {
		return nil
	}
	return stream.Close()
}
