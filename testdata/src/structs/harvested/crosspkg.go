package harvested

import (
	"context"

	"example.com/structs/harvested/other"
	"github.com/quic-go/quic-go"
)

// HelperElsewhereCloses is clean: a helper of another package closes.
func HelperElsewhereCloses(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	other.Finish(s)
	return err
}

// HelperElsewhereGreets leaks: the helper of another package has no way to be
// taken for a closer.
func HelperElsewhereGreets(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return other.Greet(s)
}

// FatalElsewhere is clean: another package's helper ends the process.
func FatalElsewhere(conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream()
	if err != nil {
		other.Fatal(err)
	}
	if _, err := s.Write(msg); err != nil {
		other.Fatal(err)
	}
	s.Close()
}

// MustElsewhere is clean: the generic helper passes the stream through.
func MustElsewhere(conn *quic.Conn, msg []byte) error {
	s := other.Must(conn.OpenStream())
	defer s.Close()
	_, err := s.Write(msg)
	return err
}

// MustElsewhereForgets leaks: through the generic helper, and then forgotten.
func MustElsewhereForgets(ctx context.Context, conn *quic.Conn, buf []byte) error {
	s := other.Must(conn.AcceptStream(ctx)) // want "stream from AcceptStream is not closed"
	_, err := s.Read(buf)
	return err
}

// LinkHungUp is clean: the wrapper's closing method has another name.
func LinkHungUp(conn *quic.Conn, msg []byte) error {
	l, err := other.Connect(conn, "up")
	if err != nil {
		return err
	}
	defer l.Hangup()
	return l.Send(msg)
}

// LinkForgotten leaks: the wrapper is used and dropped.
func LinkForgotten(conn *quic.Conn, msg []byte) error {
	l, err := other.Connect(conn, "down") // want "stream from Connect is not closed"
	if err != nil {
		return err
	}
	return l.Send(msg)
}

// LinkLeftAfterError leaks: hung up only after a good send.
func LinkLeftAfterError(conn *quic.Conn, msg []byte) (string, error) {
	l, err := other.Connect(conn, "side") // want "stream from Connect is not closed"
	if err != nil {
		return "", err
	}
	if err := l.Send(msg); err != nil {
		return "", err
	}
	l.Hangup()
	return l.Name(), nil
}
