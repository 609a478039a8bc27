// Package reliable says, since quic-go v0.54, how much of a stream is to arrive even
// if it is reset, which is no end.
package reliable

import "github.com/quic-go/quic-go"

// Ends resets the stream behind the boundary.
func Ends(conn *quic.Conn, head []byte) error {
	s, err := conn.OpenUniStream()
	if err != nil {
		return err
	}
	s.Write(head)
	s.SetReliableBoundary()
	s.CancelWrite(1)
	return nil
}

// Stays sets the boundary alone.
func Stays(conn *quic.Conn, head []byte) error {
	s, err := conn.OpenUniStream() // want "stream from OpenUniStream is not closed on every path: still open when Stays returns"
	if err != nil {
		return err
	}
	s.Write(head)
	s.SetReliableBoundary()
	return nil
}
