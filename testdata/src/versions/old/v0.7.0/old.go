// Package old does with streams what quic-go v0.7.0 has: a method to cancel each half,
// with a result, and an interface for the error of a stream.
package old

import (
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
