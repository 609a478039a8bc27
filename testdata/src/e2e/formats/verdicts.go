package formats

import (
	"io"

	"github.com/quic-go/quic-go"
)

type Opener struct{ conn *quic.Conn }

func (o *Opener) Closed() error {
	stream, err := o.conn.OpenStream()
	if err != nil {
		return err
	}
	defer stream.Close()
	_, err = stream.Write(nil)
	return err
}

func (o *Opener) Open() (*quic.Stream, error) {
	return o.conn.OpenStream()
}

func (o *Opener) Pass(take func(io.ReadWriteCloser)) error {
	stream, err := o.conn.
		OpenStream()
	if err != nil {
		return err
	}
	take(stream)
	return nil
}

func (o *Opener) Ignored() {
	o.conn.OpenStream() //streamclose:ignore a test looks for this comment
}
