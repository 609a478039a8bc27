package acquires

import (
	"context"
	"io"
	"net"
	"os"
)

// muxStream can be closed but not cancelled: it is no QUIC stream.
type muxStream struct{ net.Conn }

// muxSession multiplexes over TCP.
type muxSession struct{ conn net.Conn }

func (m *muxSession) OpenStream() (*muxStream, error)   { return &muxStream{m.conn}, nil }
func (m *muxSession) AcceptStream() (*muxStream, error) { return &muxStream{m.conn}, nil }

func lookalikeMux(m *muxSession) error {
	s, err := m.OpenStream()
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func lookalikeMuxLoop(m *muxSession) error {
	for {
		s, err := m.AcceptStream()
		if err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, s)
	}
}

// connOpener hands out net.Conns under the name of a stream.
type connOpener interface {
	OpenStreamSync(context.Context) (net.Conn, error)
}

func lookalikeConn(ctx context.Context, o connOpener) error {
	c, err := o.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	_, err = io.WriteString(c, "x")
	return err
}

// camera has a stream of another kind.
type camera struct{ frames []string }

func (c *camera) OpenStream() (string, error) { return c.frames[0], nil }

func lookalikeString(c *camera) int {
	s, err := c.OpenStream()
	if err != nil {
		return 0
	}
	return len(s)
}

// OpenStream is a function that opens a file.
func OpenStream() (*os.File, error) { return os.Open(os.DevNull) }

func lookalikeFunction() error {
	f, err := OpenStream()
	if err != nil {
		return err
	}
	_, err = f.Stat()
	return err
}

// flow has CancelWrite but nothing to close.
type flow struct{}

func (flow) CancelWrite(uint64) {}

type flowSource struct{}

func (flowSource) AcceptStream(context.Context) (flow, error) { return flow{}, nil }

func lookalikeWithoutClose(ctx context.Context, src flowSource) error {
	_, err := src.AcceptStream(ctx)
	return err
}

// channel has more ways to end than QUIC's streams.
type channel interface {
	io.ReadWriteCloser
	CancelWrite(uint64)
	CloseWithError(code uint64, reason string) error
}

// link hands out channels, and ends as they do.
type link interface {
	OpenStream() (channel, error)
	CloseWithError(code uint64, reason string) error
}

func channelAborted(l link) error {
	c, err := l.OpenStream()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(c, "x"); err != nil {
		return c.CloseWithError(1, "abort")
	}
	return c.Close()
}

func linkEnded(l link) error {
	c, err := l.OpenStream()
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
		return l.CloseWithError(1, "abort")
	}
	return c.Close()
}

func otherChannelAborted(l link, other channel) error {
	c, err := l.OpenStream() // want "still open when otherChannelAborted returns"
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
		return other.CloseWithError(1, "abort")
	}
	return c.Close()
}
