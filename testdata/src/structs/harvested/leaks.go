package harvested

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"time"

	"github.com/quic-go/quic-go"
)

var errShort = errors.New("short message")

// ReturnsEarly leaks: the size check comes between open and Close.
func ReturnsEarly(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if len(msg) < 4 {
		return errShort
	}
	s.Write(msg)
	return s.Close()
}

// OneBranch leaks: only the branch with a reply closes.
func OneBranch(ctx context.Context, conn *quic.Conn, reply []byte) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	if reply != nil {
		defer s.Close()
		_, err = s.Write(reply)
	} else {
		s.CancelRead(0)
	}
	return err
}

// SecondStream leaks the control stream: only the data stream is handed out.
func SecondStream(conn *quic.Conn, hello []byte) (*quic.Stream, error) {
	control, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return nil, err
	}
	data, err := conn.OpenStream()
	if err != nil {
		control.CancelWrite(1)
		return nil, err
	}
	control.Write(hello)
	return data, nil
}

func announce(s *quic.Stream, name string) (int, error) {
	return fmt.Fprintf(s, "name %s\n", name)
}

// LastUseIsNoCloser leaks: the last use passes it to a function that writes.
func LastUseIsNoCloser(conn *quic.Conn, name string) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = announce(s, name)
	return err
}

// NoResult leaks: a function without results ends early.
func NoResult(conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		log.Print(err)
		return
	}
	n, _ := s.Write(msg)
	if n < len(msg) {
		return
	}
	s.Close()
}

// BoolResult leaks: false is returned with the stream still open.
func BoolResult(conn *quic.Conn, want []byte) bool {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return false
	}
	got := make([]byte, len(want))
	if _, err := io.ReadFull(s, got); err != nil {
		return false
	}
	s.Close()
	return bytes.Equal(got, want)
}

// ContinuesWithoutClose leaks: an empty stream is skipped, and stays open.
func ContinuesWithoutClose(ctx context.Context, conn *quic.Conn, buf []byte) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		n, err := s.Read(buf)
		if n == 0 || err != nil {
			continue
		}
		s.Write(buf[:n])
		s.Close()
	}
}

// ClosedUnlessVerbose leaks: the deferred closure closes under a condition.
func ClosedUnlessVerbose(conn *quic.Conn, verbose bool, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	defer func() {
		if verbose {
			log.Printf("stream %d ends", s.StreamID())
			return
		}
		s.Close()
	}()
	_, err = s.Write(msg)
	return err
}

// tracked counts what is written. Its Close hides the one of the stream, and
// forgets it.
type tracked struct {
	*quic.Stream
	n int
}

func (t *tracked) Write(p []byte) (int, error) {
	n, err := t.Stream.Write(p)
	t.n += n
	return n, err
}

func (t *tracked) Close() error {
	log.Printf("%d bytes", t.n)
	return nil
}

// HiddenClose leaks: the wrapper's Close does not reach the stream's.
func HiddenClose(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	t := &tracked{Stream: s}
	defer t.Close()
	_, err = t.Write(msg)
	return err
}

// PromotedClose is clean: the wrapper embeds the stream and hides nothing.
func PromotedClose(conn *quic.Conn, msg []byte) error {
	type named struct {
		*quic.Stream
		name string
	}
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	x := named{Stream: s, name: "plain"}
	defer x.Close()
	_, err = x.Write(msg)
	return err
}

// StopsReading leaks: CancelRead, and then nothing.
func StopsReading(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	s.CancelRead(quic.StreamErrorCode(3))
	return nil
}

func closeRead(s *quic.Stream) { s.CancelRead(0) }

// ReadSideClosed leaks: the helper with close in its name ends the read side.
func ReadSideClosed(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	defer closeRead(s)
	_, err = s.Write(msg)
	return err
}

// Replaced leaks the first stream when the first write fails.
func Replaced(ctx context.Context, conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		if s, err = conn.OpenStreamSync(ctx); err != nil {
			return err
		}
	}
	return s.Close()
}

// Blank leaks: assigning to the blank identifier only pleases the compiler.
func Blank(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	_ = s
	return err
}

// Collected leaks: a local slice keeps the streams, and nobody looks into it.
func Collected(conn *quic.Conn, n int) (int, error) {
	var open []*quic.Stream
	for range n {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return len(open), err
		}
		open = append(open, s)
	}
	return len(open), nil
}

// RecoverIsNoClose leaks: without a panic the deferred recover does nothing.
func RecoverIsNoClose(conn *quic.Conn, encode func(io.Writer)) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	defer func() {
		if r := recover(); r != nil {
			s.CancelWrite(1)
		}
	}()
	encode(s)
	return nil
}

// TimesOut leaks: the branch of the timer returns without a Close.
func TimesOut(conn *quic.Conn, ready <-chan []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	select {
	case msg := <-ready:
		s.Write(msg)
		return s.Close()
	case <-time.After(time.Second):
		return context.DeadlineExceeded
	}
}
