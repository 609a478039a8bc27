// Package assertions shows streams that are narrowed to smaller interfaces and
// brought back by type assertions and type switches.
package assertions

import (
	"io"

	"github.com/quic-go/quic-go"
)

func narrowedToSendStream(conn quic.Connection) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var w quic.SendStream = s
	defer w.Close()
	_, err = w.Write([]byte("x"))
	return err
}

func narrowedToReceiveStream(conn quic.Connection) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	var r quic.ReceiveStream = s
	defer r.CancelRead(0)
	_, err = io.Copy(io.Discard, r)
	return err
}

func narrowedToWriterAndForgotten(conn quic.Connection) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	var w io.Writer = s
	_, err = w.Write([]byte("x"))
	return err
}

func assertedBack(conn quic.Connection) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var rw io.ReadWriter = s
	return rw.(quic.Stream).Close()
}

func assertedBackAndForgotten(conn quic.Connection) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	var rw io.ReadWriter = s
	rw.(quic.Stream).CancelRead(0)
	return nil
}

func assertedToCloser(conn quic.Connection) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var w io.Writer = s
	defer w.(io.Closer).Close()
	_, err = w.Write([]byte("x"))
	return err
}

func finish(v any) {
	switch v := v.(type) {
	case quic.Stream:
		v.CancelRead(0)
		_ = v.Close()
	case io.Closer:
		_ = v.Close()
	}
}

func typeSwitch(conn quic.Connection) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer finish(s)
	_, err = io.WriteString(s, "x")
	return err
}

// framer hides the stream behind the library's own interface.
type framer struct{ quic.Stream }

func (f framer) Write(b []byte) (int, error) {
	if _, err := f.Stream.Write([]byte{byte(len(b))}); err != nil {
		return 0, err
	}
	return f.Stream.Write(b)
}

// mute is a quic.Stream whose Close does nothing.
type mute struct{ quic.Stream }

func (mute) Close() error { return nil }

func wrapped(conn quic.Connection) (quic.Stream, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return framer{s}, nil
}

func wrappedClosed(conn quic.Connection) error {
	s, err := wrapped(conn)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.WriteString(s, "x")
	return err
}

func wrappedAndDropped(conn quic.Connection) error {
	s, err := wrapped(conn) // want "stream from wrapped is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func wrappedByMute(conn quic.Connection) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	var m quic.Stream = mute{s}
	defer m.Close()
	_, err = io.WriteString(m, "x")
	return err
}

func wrappedByMuteCancelled(conn quic.Connection) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var m quic.Stream = mute{s}
	defer m.CancelWrite(0)
	_, err = io.WriteString(m, "x")
	return err
}

// With interfaces a nil stream stays nil in the result of a forwarder.
func forward(conn quic.Connection) (io.ReadWriteCloser, error) {
	return conn.OpenStream()
}

func forwardedNilChecked(conn quic.Connection) {
	rwc, _ := forward(conn)
	if rwc == nil {
		return
	}
	defer rwc.Close()
	_, _ = io.WriteString(rwc, "x")
}

func forwardedAndDropped(conn quic.Connection) error {
	rwc, err := forward(conn) // want "stream from forward is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(rwc, "x")
	return err
}
