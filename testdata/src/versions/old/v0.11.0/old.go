// Package old does with streams what quic-go v0.11.0 has: cancelling has no result any
// more.
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

// Stopped looks for the error of a peer that has stopped reading, which ends the
// send half.
func Stopped(sess quic.Session, data []byte) error {
	s, err := sess.OpenStream()
	if err != nil {
		return err
	}
	defer s.CancelRead(0)
	if _, err := s.Write(data); err != nil {
		if _, ok := err.(quic.StreamError); ok {
			return err
		}
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

// Over ends the connection instead.
func Over(sess quic.Session) error {
	s, err := sess.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(nil); err != nil {
		return sess.CloseWithError(1, err)
	}
	return sess.Close()
}
