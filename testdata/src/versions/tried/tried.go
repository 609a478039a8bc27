// Package tried writes, since quic-go v0.61, what can be sent at once.
package tried

import "github.com/quic-go/quic-go"

// Closes does so when it cannot be sent.
func Closes(conn *quic.Conn, data []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	return s.TryWriteAll(data)
}

// Gives up when it cannot be sent.
func Gives(conn *quic.Conn, data []byte) error {
	s, err := conn.OpenUniStream() // want "stream from OpenUniStream is not closed on every path: still open when Gives returns .*, after a failed write"
	if err != nil {
		return err
	}
	if err := s.TryWriteAll(data); err != nil {
		return err
	}
	return s.Close()
}

// Half stops at a limit.
func Half(conn *quic.Conn, data []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed on every path: still open when Half returns"
	if err != nil {
		return err
	}
	s.SetReceiveFinalSizeCallback(func(int64) {})
	_, err = s.WriteWithLimit(data, func(most int) int { return most / 2 })
	return err
}
