// Package old does with streams what quic-go v0.5.0 has: one method resets both
// halves, and nothing takes a context.
package old

import (
	"io"

	"github.com/lucas-clemente/quic-go"
)

// Echo closes and reads to the end.
func Echo(sess quic.Session) error {
	s, err := sess.AcceptStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(s, s)
	return err
}

// Opened ends neither half.
func Opened(sess quic.Session, data []byte) error {
	s, err := sess.OpenStream() // want "stream from OpenStream is not closed" "never read when Opened returns"
	if err != nil {
		return err
	}
	_, err = s.Write(data)
	return err
}

// Reset ends both halves on one path, and the other path ends the session.
func Reset(sess quic.Session, data []byte) error {
	s, err := sess.OpenStreamSync()
	if err != nil {
		return err
	}
	if _, err := s.Write(data); err != nil {
		s.Reset(err)
		return nil
	}
	return sess.Close(nil)
}

// ClosedOnly leaves the receive half to the session.
func ClosedOnly(sess quic.Session) error {
	s, err := sess.AcceptStream() // want "never read when ClosedOnly returns"
	if err != nil {
		return err
	}
	return s.Close()
}
