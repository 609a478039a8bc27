// Package decisions has leaks behind several branches: the message names the last on
// whose other side the stream would have been closed, or handed on.
package decisions

import (
	"context"
	"errors"
	"io"
	"log"

	"github.com/quic-go/quic-go"
)

var verbose bool

// Short leaks where the message is short, whether that is logged or not.
func Short(ctx context.Context, conn *quic.Conn) {
	s, err := conn.AcceptStream(ctx) // want `still open when Short returns \(line \d+\), after len\(b\) < 17 \(line \d+\)$`
	if err != nil {
		return
	}
	b, err := io.ReadAll(s)
	if len(b) < 17 {
		switch {
		case err != nil:
			if verbose {
				log.Print(err)
			}
		default:
			if verbose {
				log.Print("too short")
			}
		}
		return
	}
	_, _ = s.Write(b)
	s.Close()
}

// Limited leaks where the limit is reached; how the loop ends does not matter.
func Limited(ctx context.Context, conn *quic.Conn, started func() bool, enter func() error) {
	for started() {
		s, err := conn.AcceptStream(ctx) // want `still open when Limited returns \(line \d+\), after err != nil \(line 47\)$`
		if err != nil {
			return
		}
		if err := enter(); err != nil {
			log.Print(err)
			continue
		}
		_, _ = io.Copy(s, s)
		s.Close()
	}
}

// Offer leaks where nobody takes the stream.
func Offer(ctx context.Context, conn *quic.Conn, out chan<- *quic.Stream) {
	for {
		s, err := conn.AcceptStream(ctx) // want `still open when the next one is acquired \(line \d+\), after default \(line 65\)$`
		if err != nil {
			return
		}
		select {
		case out <- s:
		default:
		}
	}
}

// Wait leaks where the context ends first.
func Wait(ctx context.Context, conn *quic.Conn, ready <-chan []byte) error {
	s, err := conn.OpenStreamSync(ctx) // want `still open when Wait returns \(line \d+\), after case <-ctx.Done\(\) \(line 80\)$`
	if err != nil {
		return err
	}
	select {
	case b := <-ready:
		_, _ = s.Write(b)
		return s.Close()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// WaitThenTest leaks where there was nothing to send, after whatever came first.
func WaitThenTest(ctx context.Context, conn *quic.Conn, ready <-chan []byte) error {
	s, err := conn.OpenStreamSync(ctx) // want `still open when WaitThenTest returns \(line \d+\), after len\(b\) == 0 \(line 96\)$`
	if err != nil {
		return err
	}
	var b []byte
	select {
	case b = <-ready:
	case <-ctx.Done():
	}
	if len(b) == 0 {
		return errors.New("nothing to send")
	}
	_, _ = s.Write(b)
	return s.Close()
}

// Checked leaks where the helper finds the version to be wrong.
func Checked(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want `still open when Checked returns \(line \d+\), after b\[0\] != 1 \(line 123\), through version`
	if err != nil {
		return err
	}
	if err := version(s); err != nil {
		return err
	}
	return s.Close()
}

func version(s *quic.Stream) error {
	b := make([]byte, 1)
	if _, err := io.ReadFull(s, b); err != nil {
		if verbose {
			log.Print(err)
		}
		return err
	}
	if b[0] != 1 {
		return errors.New("wrong version")
	}
	return nil
}

// Never closes the stream, whatever happens: nothing is decided.
func Never(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want `still open when Never returns \(line \d+\)$`
	if err != nil {
		return err
	}
	if verbose {
		log.Print(s.StreamID())
	}
	b, err := io.ReadAll(s)
	if err != nil {
		return err
	}
	log.Print(len(b))
	return nil
}
