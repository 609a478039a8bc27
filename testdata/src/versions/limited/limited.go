// Package limited tells, since quic-go v0.46, by its type the error of a stream that
// could not be opened for the limit.
package limited

import (
	"errors"

	"github.com/quic-go/quic-go"
)

// Later owes nothing when there is no stream.
func Later(conn *quic.Conn, data []byte) error {
	s, err := conn.OpenStream()
	var limit *quic.StreamLimitReachedError
	if errors.As(err, &limit) {
		return nil
	}
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write(data)
	return err
}

// Unlimited forgets the stream where the limit was not reached.
func Unlimited(conn *quic.Conn, data []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed on every path: still open when Unlimited returns"
	var limit *quic.StreamLimitReachedError
	if errors.As(err, &limit) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = s.Write(data)
	return err
}
