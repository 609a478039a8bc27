package cancelled

import (
	"errors"

	"example.com/structs/cancelled/fork"
)

// closedError is one that says nothing of the peer.
type closedError struct{ code fork.Code }

func (e *closedError) Error() string { return "closed" }

func forkWriteAs(conn *fork.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		var se *fork.StreamError
		if errors.As(err, &se) {
			return err
		}
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

func forkWriteIs(conn *fork.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		if errors.Is(err, fork.Err0RTTRejected) {
			return err
		}
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

func forkWriteAsAnother(conn *fork.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		var ce *closedError
		if errors.As(err, &ce) {
			return err
		}
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

func forkWriteFails(conn *fork.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		var se *fork.StreamError
		if errors.As(err, &se) {
			s.CancelWrite(1)
		}
		return err
	}
	return s.Close()
}
