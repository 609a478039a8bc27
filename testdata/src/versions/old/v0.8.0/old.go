// Package old does with streams what quic-go v0.8.0 has: unidirectional ones, too.
package old

import (
	"io"

	"github.com/lucas-clemente/quic-go"
)

// Cancelled ends one half each.
func Cancelled(sess quic.Session) error {
	s, err := sess.OpenStreamSync()
	if err != nil {
		return err
	}
	s.CancelRead(0)
	s.CancelWrite(1)
	return nil
}

// ReadOnly ends the wrong half.
func ReadOnly(sess quic.Session) error {
	s, err := sess.AcceptStream() // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	s.CancelRead(0)
	return nil
}

// ClosedOnly ends the other one.
func ClosedOnly(sess quic.Session) error {
	s, err := sess.AcceptStream() // want "never read when ClosedOnly returns"
	if err != nil {
		return err
	}
	return s.Close()
}

// Sent has a send half alone, and does not end it when the write fails.
func Sent(sess quic.Session, data []byte) error {
	s, err := sess.OpenUniStream() // want "stream from OpenUniStream is not closed on every path: .* after a failed write"
	if err != nil {
		return err
	}
	if _, err := s.Write(data); err != nil {
		return err
	}
	return s.Close()
}

// Received has a receive half alone.
func Received(sess quic.Session) error {
	s, err := sess.AcceptUniStream() // want "read in part when Received returns"
	if err != nil {
		return err
	}
	_, err = io.ReadFull(s, make([]byte, 8))
	return err
}
