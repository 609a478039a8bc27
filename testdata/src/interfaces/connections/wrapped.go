package connections

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"
)

// A greetedConn is a connection whose streams begin with a greeting. Who opens one by it
// does not get it from anybody as a handler does: nobody is trusted to end it on an error.
type greetedConn struct{ quic.Connection }

func newGreetedConn(c quic.Connection) quic.Connection { return &greetedConn{c} }

func (c *greetedConn) OpenStreamSync(ctx context.Context) (quic.Stream, error) {
	s, err := c.Connection.OpenStreamSync(ctx) // want "still open when OpenStreamSync returns"
	if err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(s, make([]byte, 1)); err != nil {
		return nil, err
	}
	return s, nil
}
