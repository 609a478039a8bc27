package formats

import (
	"io"

	"github.com/quic-go/quic-go"
)

func greet(stream *quic.Stream) (bool, error) {
	reply := make([]byte, 5)
	if _, err := io.ReadFull(stream, reply); err != nil {
		return false, err
	}
	if reply[0]&1 == 0 {
		return false, nil
	}
	return true, stream.Close()
}
