// Package known gives streams to code that nobody looks into. What becomes of
// them depends on the tables *.txt that say what that code does.
package known

import (
	"io"

	"example.com/known/join"
	"github.com/quic-go/quic-go"
)

func Forward(conn *quic.Conn, to io.ReadWriteCloser) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	join.Join(to, stream)
	return nil
}

func Speak(conn *quic.Conn, fail error) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	session, err := join.NewSession(stream, fail)
	if err != nil {
		return err
	}
	return session.Close()
}
