package owners

import (
	"io"
	"time"

	"github.com/quic-go/quic-go"
)

// The same stream is in two fields, of which one closes it and the other only looks.

type lookout struct{ ctl *quic.Stream }

func (l *lookout) wait(d time.Duration) { l.ctl.SetReadDeadline(time.Now().Add(d)) }

type framed struct{ rw *quic.Stream }

func (f *framed) Write(p []byte) (int, error) { return f.rw.Write(p) }
func (f *framed) Close() error                { return f.rw.Close() }

type lane struct {
	out  io.WriteCloser
	look *lookout
}

func (l *lane) shut() { l.out.Close() }

func openFramed(conn *quic.Conn) (*framed, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &framed{s}, nil
}

func openLane(conn *quic.Conn) (*lane, error) {
	f, err := openFramed(conn)
	if err != nil {
		return nil, err
	}
	l := &lane{out: f}
	l.look = &lookout{ctl: f.rw}
	return l, nil
}

func greetInLane(conn *quic.Conn) error {
	l, err := openLane(conn)
	if err != nil {
		return err
	}
	defer l.shut()
	l.look.wait(time.Second)
	_, err = l.out.Write([]byte("hello"))
	return err
}

type blind struct{ look *lookout }

func openBlind(conn *quic.Conn) (*blind, error) {
	f, err := openFramed(conn)
	if err != nil {
		return nil, err
	}
	return &blind{&lookout{ctl: f.rw}}, nil // want "stream from openFramed is stored in field lookout.ctl, which nothing closes"
}
