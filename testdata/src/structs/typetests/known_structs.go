package typetests

import (
	"io"
	"net"

	"github.com/quic-go/quic-go"
)

// HalfCloser leaks: a stream has no CloseWrite, so code made for TCP passes by.
func HalfCloser(conn *quic.Conn, src io.Reader) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	var dst io.Writer = s
	_, err = io.Copy(dst, src)
	if hc, ok := dst.(interface{ CloseWrite() error }); ok {
		hc.CloseWrite()
	}
	return err
}

// HalfCloserOrCloser is clean: the second test finds the Close.
func HalfCloserOrCloser(conn *quic.Conn, src io.Reader) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var dst io.Writer = s
	_, err = io.Copy(dst, src)
	if hc, ok := dst.(interface{ CloseWrite() error }); ok {
		hc.CloseWrite()
	} else if c, ok := dst.(io.Closer); ok {
		c.Close()
	}
	return err
}

// SwitchOnKnownType leaks: a stream is no net.Conn, so the last case it is.
func SwitchOnKnownType(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	var v io.ReadWriter = s
	switch v := v.(type) {
	case *net.TCPConn:
		return v.CloseWrite()
	case net.Conn:
		return v.Close()
	default:
		_, err := v.Write([]byte("?"))
		return err
	}
}

// SwitchFindsStream is clean: the case of the stream is always taken.
func SwitchFindsStream(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var v io.ReadWriter = s
	switch v := v.(type) {
	case *net.TCPConn:
		return v.CloseRead()
	case *quic.Stream:
		v.CancelRead(0)
		return v.Close()
	}
	return nil
}

// PeerWrapped is clean: the test for the stream's own type is behind a helper.
func PeerWrapped(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer endWrite(s)
	_, err = s.Write(msg)
	return err
}

// endWrite ends the write half of what it knows.
func endWrite(w io.Writer) {
	switch w := w.(type) {
	case *net.TCPConn:
		w.CloseWrite()
	case *quic.Stream:
		w.Close()
	}
}
