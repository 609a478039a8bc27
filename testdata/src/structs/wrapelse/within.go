package wrapelse

import (
	"errors"
	"io"

	"example.com/structs/wrapelse/plain"
	"github.com/quic-go/quic-go"
)

var errNothing = errors.New("nothing inside")

func openMade(conn *quic.Conn) (*plain.Made, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return plain.New(s), nil
}

// withinClosed closes what it takes out of the wrapper, which is never nil.
func withinClosed(conn *quic.Conn, msg string) error {
	w, err := openMade(conn)
	if err != nil {
		return err
	}
	s := w.S
	if s == nil {
		return errNothing
	}
	defer s.Close()
	_, err = io.WriteString(s, msg)
	return err
}

func withinForgotten(conn *quic.Conn, msg string) error {
	w, err := openMade(conn) // want "stream from openMade is not closed"
	if err != nil {
		return err
	}
	s := w.S
	if s == nil {
		return errNothing
	}
	_, err = io.WriteString(s, msg)
	return err
}

// boundEnded ends the connection that the wrapper knows.
func boundEnded(find func() *quic.Conn, msg string) error {
	w, err := plain.OpenBound(find)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, msg); err != nil {
		w.Conn().CloseWithError(1, "")
		return err
	}
	return w.Close()
}

func boundForgotten(find func() *quic.Conn, msg string) error {
	w, err := plain.OpenBound(find) // want "stream from OpenBound is not closed"
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, msg); err != nil {
		return err
	}
	return w.Close()
}
