package flags

import (
	"io"

	"github.com/quic-go/quic-go"
)

// CloseWithReason is clean: whatever the reason is, there is one, or the stream is
// closed.
func CloseWithReason(conn *quic.Conn, next func(io.Reader) (int, error)) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	reason := ""
	switch kind, err := next(s); {
	case err != nil:
		reason = "read"
	case kind == 1:
		reason = "one"
	case kind == 2:
		reason = "two"
	case kind == 3:
		reason = "three"
	case kind == 4:
		reason = "four"
	case kind == 5:
		reason = "five"
	case kind == 6:
		reason = "six"
	case kind == 7:
		reason = "seven"
	default:
		_ = s.Close()
	}
	if reason != "" {
		conn.CloseWithError(1, reason)
	}
}

// CloseWithSomeReason leaks: one of many has none.
func CloseWithSomeReason(conn *quic.Conn, next func(io.Reader) (int, error)) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	reason := ""
	switch kind, err := next(s); {
	case err != nil:
		reason = "read"
	case kind == 1:
		reason = "one"
	case kind == 2:
		reason = "two"
	case kind == 3:
		reason = "three"
	case kind == 4:
		reason = "four"
	case kind == 5:
		reason = "five"
	case kind == 6:
		reason = "six"
	case kind == 7:
		reason = "seven"
	case kind == 8:
		reason = ""
	default:
		_ = s.Close()
	}
	if reason != "" {
		conn.CloseWithError(1, reason)
	}
}

// CloseWithCode is clean, for numbers. What is known to be one of several may still
// be found to be a certain one.
func CloseWithCode(conn *quic.Conn, next func(io.Reader) (int, error)) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	var code quic.ApplicationErrorCode
	switch kind, err := next(s); {
	case err != nil:
		code = 1
	case kind == 1:
		code = 2
	case kind == 2:
		code = 3
	case kind == 3:
		code = 4
	case kind == 4:
		code = 5
	case kind == 5:
		code = 6
	case kind == 6:
		code = 7
	case kind == 7:
		code = 8
	}
	if code == 0 || code == 3 {
		_ = s.Close()
	}
	switch code {
	case 0, 3:
	default:
		conn.CloseWithError(code, "")
	}
}

// CloseWithOtherCode leaks with one of the codes.
func CloseWithOtherCode(conn *quic.Conn, next func(io.Reader) (int, error)) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	var code quic.ApplicationErrorCode
	switch kind, err := next(s); {
	case err != nil:
		code = 1
	case kind == 1:
		code = 2
	case kind == 2:
		code = 3
	case kind == 3:
		code = 4
	case kind == 4:
		code = 5
	case kind == 5:
		code = 6
	case kind == 6:
		code = 7
	case kind == 7:
		code = 8
	default:
		_ = s.Close()
	}
	if code != 0 && code != 5 {
		conn.CloseWithError(code, "")
	}
}

// Scale is clean: what is known not to be 0 may be a fraction.
func Scale(conn *quic.Conn, scale float64) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	if scale != 0 {
		if scale == 0.5 {
			_ = s.Close()
			return
		}
	}
	s.CancelWrite(1)
}

// ScaleHalf leaks on such a fraction.
func ScaleHalf(conn *quic.Conn, scale float64) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	if scale != 0 && scale == 0.5 {
		return
	}
	_ = s.Close()
}
