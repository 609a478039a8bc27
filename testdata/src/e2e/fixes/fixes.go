// Package fixes has findings with a fix and without one.
package fixes

import "github.com/quic-go/quic-go"

// Pair leaks both streams at one return, where the fixes meet.
func Pair(conn *quic.Conn) (*quic.Stream, *quic.Stream, error) {
	a, err := conn.OpenStream()
	if err != nil {
		return nil, nil, err
	}
	b, err := conn.OpenStream()
	if err != nil {
		a.Close()
		return nil, nil, err
	}
	if _, err := a.Write(nil); err != nil {
		return nil, nil, err
	}
	return a, b, nil
}

// Started has no variable to close.
func Started(conn *quic.Conn) {
	go conn.OpenStream()
}

// Silenced is not changed.
func Silenced(conn *quic.Conn) error {
	stream, err := conn.OpenStream() //streamclose:ignore the peer does not wait for it
	if err != nil {
		return err
	}
	stream.Write(nil)
	return nil
}
