package containers

import (
	"errors"
	"io"
	"sync"

	"github.com/quic-go/quic-go"
)

// A loop over a short literal has its rounds in view: each element is that of one
// round.

func pipedInPairs(conn *quic.Conn, other io.ReadWriteCloser) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	for _, pair := range [][2]io.ReadWriteCloser{{s, other}, {other, s}} {
		wg.Go(func() {
			defer pair[0].Close()
			io.Copy(pair[0], pair[1])
		})
	}
	wg.Wait()
	return nil
}

func pipedOneWay(conn *quic.Conn, other io.ReadWriteCloser) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed on every path: still open when pipedOneWay returns"
	if err != nil {
		return err
	}
	for _, pair := range [][2]io.ReadWriteCloser{{s, other}} {
		io.Copy(pair[0], pair[1])
		pair[1].Close()
	}
	return nil
}

func pipedInStructs(conn *quic.Conn, other io.ReadWriteCloser) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var first error
	for _, way := range []struct {
		name     string
		dst, src io.ReadWriteCloser
	}{{"up", s, other}, {"down", other, s}} {
		if _, err := io.Copy(way.dst, way.src); err != nil && first == nil {
			first = errors.New(way.name + ": " + err.Error())
		}
		way.dst.Close()
	}
	return first
}

// The second pair is not closed when the first one fails.
func pipedUntilOneFails(conn *quic.Conn, other io.ReadWriteCloser) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed on every path: still open when pipedUntilOneFails returns"
	if err != nil {
		return err
	}
	for _, way := range []struct{ dst, src io.ReadWriteCloser }{{other, s}, {s, other}} {
		if _, err := io.Copy(way.dst, way.src); err != nil {
			return err
		}
		way.dst.Close()
	}
	return nil
}

func pipedByIndex(conn *quic.Conn, other io.ReadWriteCloser) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	ends := [2]io.ReadWriteCloser{other, s}
	done := make(chan error, len(ends))
	for i := range ends {
		go func() {
			defer ends[i].Close()
			_, err := io.Copy(ends[i], ends[1-i])
			done <- err
		}()
	}
	return errors.Join(<-done, <-done)
}

func closedByIndexButOne(conn *quic.Conn, other io.ReadWriteCloser) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed on every path: still open when closedByIndexButOne returns"
	if err != nil {
		return err
	}
	ends := [2]io.ReadWriteCloser{other, s}
	for i := 0; i < len(ends)-1; i++ {
		ends[i].Close()
	}
	return nil
}

const (
	up   byte = 1
	down byte = 2
)

type duplex struct{ up, down *quic.Stream }

func (d *duplex) Close() {
	d.up.Close()
	d.down.Close()
}

// openedByRole has one stream in each variable when the loop ends.
func openedByRole(conn *quic.Conn) (*duplex, error) {
	var d duplex
	for _, role := range []byte{up, down} {
		s, err := conn.OpenStream()
		if err == nil {
			_, err = s.Write([]byte{role})
		}
		if err != nil {
			for _, s := range [...]*quic.Stream{s, d.up, d.down} {
				if s != nil {
					s.Close()
				}
			}
			return nil, err
		}
		if role == up {
			d.up = s
		} else {
			d.down = s
		}
	}
	return &d, nil
}

func greetedByRole(conn *quic.Conn) error {
	d, err := openedByRole(conn)
	if err != nil {
		return err
	}
	defer d.Close()
	_, err = d.up.Write([]byte("hello"))
	return err
}

// openedByOneRole has the streams of both rounds in the same variable.
func openedByOneRole(conn *quic.Conn) (*duplex, error) {
	var d duplex
	for _, role := range []byte{up, up} {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed on every path"
		if err != nil {
			return nil, err
		}
		if role == up {
			d.up = s
		} else {
			d.down = s
		}
	}
	return &d, nil
}
