package errs

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/quic-go/quic-go"
)

// GreetOrClose is clean: it keeps the connection on io.EOF, which an error made anew
// is not.
func GreetOrClose(conn *quic.Conn) error {
	greet := func() error {
		s, err := conn.OpenStream()
		if err != nil {
			return err
		}
		if _, err := s.Write([]byte("hello")); err != nil {
			return errors.New("no greeting")
		}
		return s.Close()
	}
	err := greet()
	if err != nil && !errors.Is(err, io.EOF) {
		conn.CloseWithError(0, "")
	}
	return err
}

// greetWrapped leaks: its caller keeps the connection on io.EOF, which may be behind
// the error.
func greetWrapped(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "its caller GreetWrappedOrClose does not close the connection"
	if err != nil {
		return err
	}
	if _, err := s.Write([]byte("hello")); err != nil {
		return fmt.Errorf("no greeting: %w", err)
	}
	return s.Close()
}

func GreetWrappedOrClose(conn *quic.Conn) error {
	err := greetWrapped(conn)
	if err != nil && !errors.Is(err, io.EOF) {
		conn.CloseWithError(0, "")
	}
	return err
}

// AnewIsNoOther is clean: the error is neither of those that it is compared with.
func AnewIsNoOther(conn *quic.Conn, name string) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	err = fmt.Errorf("%q: %v", name, conn.Context().Err())
	switch err {
	case io.EOF, io.ErrUnexpectedEOF:
		return nil
	}
	s.CancelWrite(1)
	return err
}

// AnewMayWrap leaks: one of those may be behind the error.
func AnewMayWrap(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "still open when AnewMayWrap returns"
	if err != nil {
		return err
	}
	_, cause := strings.NewReader("").ReadByte()
	err = fmt.Errorf("%[1]w", cause)
	if errors.Is(err, io.EOF) {
		return nil
	}
	s.CancelWrite(1)
	return err
}

// AnewHasNoSuchType is clean: nobody else has errors of the type of a new one.
func AnewHasNoSuchType(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	err = errors.New("over")
	var idle *quic.IdleTimeoutError
	if errors.As(err, &idle) {
		return idle
	}
	if e, ok := errors.AsType[*quic.TransportError](err); ok {
		return e
	}
	if e, ok := err.(*quic.ApplicationError); ok {
		return e
	}
	s.CancelWrite(1)
	return err
}

// AnewMayDoAsMuch leaks: a new error may well have the methods of an interface.
func AnewMayDoAsMuch(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "still open when AnewMayDoAsMuch returns"
	if err != nil {
		return err
	}
	err = errors.New("over")
	if _, ok := err.(fmt.Stringer); !ok {
		return err
	}
	s.CancelWrite(1)
	return err
}
