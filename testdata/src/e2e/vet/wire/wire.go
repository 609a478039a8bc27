// Package wire has streams with the methods of quic-go's, and little to compile.
package wire

type Conn struct{}

func (*Conn) OpenStream() (*Stream, error) { return new(Stream), nil }

type Stream struct{}

func (*Stream) Write(data []byte) (int, error) { return len(data), nil }
func (*Stream) CancelWrite(code uint64)        {}
func (*Stream) Close() error                   { return nil }

// Greet leaks the stream.
func Greet(conn *Conn) error {
	stream, err := conn.OpenStream()
	if err != nil {
		return err
	}
	stream.Write([]byte("hello"))
	return nil
}
