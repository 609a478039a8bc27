package shapes

import (
	"example.com/structs/shapes/helper"
	"github.com/quic-go/quic-go"
)

// L06HelperDoesNotClose leaks: the other package's helper only looks at it.
func L06HelperDoesNotClose(conn *quic.Conn, peer string) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	helper.Describe(s, peer)
	return nil
}

// L08OpenWrapper leaks: the stream comes from the other package's wrapper.
func L08OpenWrapper(conn *quic.Conn, msg []byte) error {
	s, err := helper.Open(conn) // want "stream from Open is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	return err
}

// C04HelperCloses is clean: the other package's helper closes.
func C04HelperCloses(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer helper.CloseIt(s)
	_, err = s.Write(msg)
	return err
}
