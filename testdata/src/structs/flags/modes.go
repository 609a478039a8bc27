package flags

import (
	"io"

	"github.com/quic-go/quic-go"
)

type mode int

const (
	readMode mode = iota
	writeMode
	bothModes
)

// SameMode is clean: the mode is the same at both tests.
func SameMode(conn *quic.Conn, m mode, msg []byte) error {
	var s *quic.Stream
	if m == writeMode {
		var err error
		if s, err = conn.OpenStream(); err != nil {
			return err
		}
		s.Write(msg)
	}
	if m == writeMode {
		return s.Close()
	}
	return nil
}

// NotSameMode is clean: not equal at the first test, not equal at the second.
func NotSameMode(conn *quic.Conn, m mode, msg []byte) error {
	var s *quic.Stream
	if m != readMode {
		var err error
		if s, err = conn.OpenStream(); err != nil {
			return err
		}
		s.Write(msg)
	}
	if m == readMode {
		return nil
	}
	return s.Close()
}

// NarrowerMode leaks: opened in two modes, closed in one.
func NarrowerMode(conn *quic.Conn, m mode, msg []byte) error {
	var s *quic.Stream
	if m != readMode {
		var err error
		if s, err = conn.OpenStream(); err != nil { // want "stream from OpenStream is not closed"
			return err
		}
		s.Write(msg)
	}
	if m == bothModes {
		return s.Close()
	}
	return nil
}

// SwitchTwice is clean: the same case opens and closes.
func SwitchTwice(conn *quic.Conn, m mode, msg []byte) (err error) {
	var s *quic.Stream
	switch m {
	case readMode:
		msg = nil
	case writeMode:
		if s, err = conn.OpenStream(); err != nil {
			return err
		}
	}
	switch m {
	case writeMode:
		s.Write(msg)
		return s.Close()
	case readMode:
		return io.EOF
	}
	return nil
}

// SwitchOtherCase leaks: the second switch closes in the wrong case.
func SwitchOtherCase(conn *quic.Conn, m mode, msg []byte) (err error) {
	var s *quic.Stream
	switch m {
	case writeMode, bothModes:
		if s, err = conn.OpenStream(); err != nil { // want "stream from OpenStream is not closed"
			return err
		}
		s.Write(msg)
	}
	switch m {
	case bothModes:
		return s.Close()
	}
	return nil
}

// ByName is clean: a string decides, twice.
func ByName(conn *quic.Conn, network string, msg []byte) error {
	var s *quic.Stream
	if network == "quic" {
		var err error
		if s, err = conn.OpenStream(); err != nil {
			return err
		}
	}
	if network != "quic" {
		return io.ErrNoProgress
	}
	s.Write(msg)
	return s.Close()
}
