// Package cancelled shows the error of a stream that the peer has cancelled.
// From a write it says that the send half has ended; from a read it says
// nothing of that half.
package cancelled

import (
	"encoding/json"
	"errors"
	"io"

	"github.com/quic-go/quic-go"
)

func writeAs(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		var se *quic.StreamError
		if errors.As(err, &se) {
			s.CancelRead(se.ErrorCode)
			return err
		}
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

func writeAsType(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		if se, ok := errors.AsType[*quic.StreamError](err); ok {
			s.CancelRead(se.ErrorCode)
			return err
		}
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

func writeAsTypeRemote(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		if se, ok := errors.AsType[*quic.StreamError](err); ok && se.Remote {
			s.CancelRead(se.ErrorCode)
			return err
		}
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

func writeAsOther(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		if _, ok := errors.AsType[*json.SyntaxError](err); ok {
			return err
		}
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

func readAs(conn *quic.Conn, answer []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.ReadFull(s, answer)
	var se *quic.StreamError
	if errors.As(err, &se) {
		return err
	}
	return s.Close()
}

func readAsType(conn *quic.Conn, answer []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Read(answer)
	if _, ok := errors.AsType[*quic.StreamError](err); ok {
		return err
	}
	return s.Close()
}

func decodeAs(conn *quic.Conn, v any) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if err := json.NewDecoder(s).Decode(v); err != nil {
		var se *quic.StreamError
		if errors.As(err, &se) {
			return err
		}
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}
