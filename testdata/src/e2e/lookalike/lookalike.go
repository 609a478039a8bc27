// Package lookalike leaks a stream of its own making, far from any QUIC module.
package lookalike

type Conn interface{ OpenStream() (Stream, error) }

type Stream interface {
	Write(data []byte) (int, error)
	CancelWrite(code uint64)
	Close() error
}

func Ping(conn Conn) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	stream.Write([]byte("ping"))
	return nil
}
