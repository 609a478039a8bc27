package connclose

import (
	"io"
	"os"

	"github.com/quic-go/quic-go"
)

// What a function leaves open on an error, its caller may end with the connection: a
// path that depends on what the caller passes concerns those who pass that.

// excuse is clean: its caller ends the connection where it is not kept.
func excuse(conn *quic.Conn, keep bool) error {
	s, err := conn.OpenStream()
	if err != nil {
		if !keep {
			last, _ := conn.AcceptStream(conn.Context())
			_, _ = io.WriteString(last, "sorry")
		}
		return err
	}
	return s.Close()
}

func excuseOrKeep(conn *quic.Conn, keep bool) error {
	if !keep {
		defer conn.CloseWithError(codeNone, "")
	}
	return excuse(conn, keep)
}

// excuseKept leaks: its caller ends the connection where it is kept.
func excuseKept(conn *quic.Conn, keep bool) error {
	s, err := conn.OpenStream()
	if err != nil {
		if !keep {
			last, _ := conn.AcceptStream(conn.Context()) // want "stream from AcceptStream is not closed.*its caller keepOrExcuse does not close the connection"
			_, _ = io.WriteString(last, "sorry")
		}
		return err
	}
	return s.Close()
}

func keepOrExcuse(conn *quic.Conn, keep bool) error {
	if keep {
		defer conn.CloseWithError(codeNone, "")
	}
	return excuseKept(conn, keep)
}

// excuseMany leaks: one of its callers keeps the connection, and the stream is open
// in any case.
func excuseMany(conn *quic.Conn, again bool) error {
	s, err := conn.OpenStream()
	if err != nil {
		if again {
			println("again")
		}
		last, _ := conn.AcceptStream(conn.Context()) // want "stream from AcceptStream is not closed.*its caller excuseLast does not close the connection"
		_, _ = io.WriteString(last, "sorry")
		return err
	}
	return s.Close()
}

func excuseAgain(conn *quic.Conn) error {
	defer conn.CloseWithError(codeNone, "")
	return excuseMany(conn, true)
}

func excuseLast(conn *quic.Conn) error { return excuseMany(conn, false) }

// excuseOrPanic is clean: its caller ends the connection when it panics.
func excuseOrPanic(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		last, _ := conn.AcceptStream(conn.Context())
		_, _ = io.WriteString(last, "sorry")
		return err
	}
	return s.Close()
}

func mustExcuse(conn *quic.Conn) {
	defer conn.CloseWithError(codeNone, "")
	if err := excuseOrPanic(conn); err != nil {
		panic(err)
	}
}

// excuseBeforePanic leaks: its caller ends another connection when it panics.
func excuseBeforePanic(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		last, _ := conn.AcceptStream(conn.Context()) // want "its caller mustExcuseOther does not close the connection"
		_, _ = io.WriteString(last, "sorry")
		return err
	}
	return s.Close()
}

func mustExcuseOther(conn, other *quic.Conn) {
	defer other.CloseWithError(codeNone, "")
	if err := excuseBeforePanic(conn); err != nil {
		panic(err)
	}
}

// excuseBeforeExit leaks: the process of its caller may end first.
func excuseBeforeExit(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		last, _ := conn.AcceptStream(conn.Context()) // want "its caller excuseOrExit does not close the connection"
		_, _ = io.WriteString(last, "sorry")
		return err
	}
	return s.Close()
}

func excuseOrExit(conn *quic.Conn, strict bool) error {
	defer conn.CloseWithError(codeNone, "")
	err := excuseBeforeExit(conn)
	exitIf(strict)
	return err
}

// excuseWithoutExit is clean: that of its caller does not end there.
func excuseWithoutExit(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		last, _ := conn.AcceptStream(conn.Context())
		_, _ = io.WriteString(last, "sorry")
		return err
	}
	return s.Close()
}

func excuseLeniently(conn *quic.Conn) error {
	defer conn.CloseWithError(codeNone, "")
	err := excuseWithoutExit(conn)
	exitIf(false)
	return err
}

func exitIf(strict bool) {
	if strict {
		os.Exit(1)
	}
}

// excuseForever leaks: its caller never ends the connection.
func excuseForever(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		last, _ := conn.AcceptStream(conn.Context()) // want "its caller func literal in hang does not close the connection"
		_, _ = io.WriteString(last, "sorry")
		return err
	}
	return s.Close()
}

func hang(conn *quic.Conn) {
	try := func() error { return excuseForever(conn) }
	if try() == nil {
		return
	}
	for {
	}
}

// excuseInTime is clean: its caller ends the connection, and goes on without end.
func excuseInTime(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		last, _ := conn.AcceptStream(conn.Context())
		_, _ = io.WriteString(last, "sorry")
		return err
	}
	return s.Close()
}

func hangUp(conn *quic.Conn) {
	try := func() error { return excuseInTime(conn) }
	if try() == nil {
		return
	}
	conn.CloseWithError(codeNone, "")
	for {
	}
}
