package generics

import "github.com/quic-go/quic-go"

// pointerTo is met by a stream's pointer type alone.
type pointerTo[T any] interface {
	*T
	Close() error
	Write([]byte) (int, error)
}

func say[T any, P pointerTo[T]](p P, msg []byte) error {
	defer p.Close()
	_, err := p.Write(msg)
	return err
}

func mumble[T any, P pointerTo[T]](p P, msg []byte) error {
	_, err := p.Write(msg)
	return err
}

// Say is clean: the constraint names a pointer type.
func Say(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return say(s, msg)
}

// Mumble leaks: the helper with the same constraint does not close.
func Mumble(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return mumble(s, msg)
}
