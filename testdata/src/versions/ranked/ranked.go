// Package ranked gives streams, since quic-go v0.62, a priority, and knows, since
// v0.64, the error of one that is closed.
package ranked

import "github.com/quic-go/quic-go"

// Closes what it ranks.
func Closes(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	s.SetPriority(1, false)
	return s.Close()
}

// Ranks does no more.
func Ranks(conn *quic.Conn) error {
	s, err := conn.OpenUniStream() // want "stream from OpenUniStream is not closed on every path: still open when Ranks returns"
	if err != nil {
		return err
	}
	s.SetPriority(1, false)
	return nil
}
