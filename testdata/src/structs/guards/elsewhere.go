package guards

import (
	"example.com/structs/guards/latch"
	"github.com/quic-go/quic-go"
)

func swapElsewhere(conn *quic.Conn, answer []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	g := &latch.Swap{S: s}
	defer g.Close()
	_, err = s.Read(answer)
	return err
}

func onceElsewhere(conn *quic.Conn, answer []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	g := &latch.Once{S: s}
	defer g.Close()
	_, err = s.Read(answer)
	return err
}

func flagElsewhere(conn *quic.Conn, answer []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	g := &latch.Flag{S: s}
	defer g.Close()
	_, err = s.Read(answer)
	return err
}

func flagForgotten(conn *quic.Conn, answer []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	g := &latch.Flag{S: s}
	_, err = g.S.Read(answer)
	return err
}
