// Package actions shows what each thing that a program can do with a stream
// means for its two halves: a function for each action, which does nothing
// else that matters.
package actions

import (
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/quic-go/quic-go"
)

// Nothing ends neither half; nor does the garbage collector.
func Nothing(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "AcceptStream is not closed" "never read when Nothing returns .line 25.; the peer does not get its place back"
	if err != nil {
		return err
	}
	_ = s
	runtime.GC()
	return nil
}

// Close ends the send half.
func Close(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "never read when Close returns"
	if err != nil {
		return err
	}
	return s.Close()
}

// CancelWrite ends the send half.
func CancelWrite(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "never read when CancelWrite returns"
	if err != nil {
		return err
	}
	s.CancelWrite(1)
	return nil
}

// CancelRead ends the receive half.
func CancelRead(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "AcceptStream is not closed"
	if err != nil {
		return err
	}
	s.CancelRead(0)
	return nil
}

// Both ends both halves: in two defers, whatever the order.
func Both(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.CancelRead(0)
	defer s.Close()
	_, err = s.Read(make([]byte, 1))
	return err
}

// ToTheEnd ends the receive half: the loop leaves only on an error of Read.
func ToTheEnd(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "AcceptStream is not closed"
	if err != nil {
		return err
	}
	buf := make([]byte, 1024)
	for {
		if _, err := s.Read(buf); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// ExactlyFive reads the data and not the end: only when both came in one frame
// is the end seen, too.
func ExactlyFive(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when ExactlyFive returns"
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.ReadFull(s, make([]byte, 5))
	return err
}

// OneRead may or may not see the end.
func OneRead(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when OneRead returns"
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Read(make([]byte, 1024))
	return err
}

// PeerReset ends the receive half where Read returns the error of the peer.
func PeerReset(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when PeerReset returns"
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Read(make([]byte, 1024))
	var reset *quic.StreamError
	if errors.As(err, &reset) {
		return nil
	}
	return err
}

// Deadlines end neither half.
func Deadlines(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "AcceptStream is not closed" "never read when Deadlines returns"
	if err != nil {
		return err
	}
	s.SetReadDeadline(time.Now())
	s.SetWriteDeadline(time.Now())
	return s.SetDeadline(time.Now())
}

// WriteDeadline leaves the send half open when the write fails for it.
func WriteDeadline(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "AcceptStream is not closed" "never read when WriteDeadline returns"
	if err != nil {
		return err
	}
	s.SetWriteDeadline(time.Now())
	if _, err := s.Write(nil); errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return s.Close()
}

// PeerStops ends the send half where Write returns the error of the peer, and
// never the receive half.
func PeerStops(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "never read when PeerStops returns"
	if err != nil {
		return err
	}
	_, err = s.Write(nil)
	var stopped *quic.StreamError
	if errors.As(err, &stopped) {
		return err
	}
	return s.Close()
}

// WriteAfterClose fails, and ends nothing that was not ended.
func WriteAfterClose(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "never read when WriteAfterClose returns"
	if err != nil {
		return err
	}
	s.Close()
	_, err = s.Write(nil)
	return err
}

// OwnContext waits for the peer to stop reading, which ends neither half.
func OwnContext(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "AcceptStream is not closed" "never read when OwnContext returns"
	if err != nil {
		return err
	}
	<-s.Context().Done()
	return nil
}

// CloseAfterStop ends the send half, whatever Close returns.
func CloseAfterStop(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "never read when CloseAfterStop returns"
	if err != nil {
		return err
	}
	<-s.Context().Done()
	return s.Close()
}

// Twice closes twice, and cancels on top of that: for the send half as good as
// once.
func Twice(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "never read when Twice returns"
	if err != nil {
		return err
	}
	s.CancelWrite(1)
	s.Close()
	s.CancelWrite(2)
	return s.Close()
}

// Accepting shows that the end of the context of the acquire ends neither half.
func Accepting(conn *quic.Conn) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s, err := conn.AcceptStream(ctx) // want "AcceptStream is not closed" "never read when Accepting returns"
	if err != nil {
		return err
	}
	_ = s
	return nil
}

// CloseConnection ends both halves.
func CloseConnection(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	if _, err := s.Write(nil); err != nil {
		s.Close()
	}
	return conn.CloseWithError(0, "")
}

// CloseListener ends neither: connections that were accepted stay.
func CloseListener(ctx context.Context, ln *quic.Listener) error {
	conn, err := ln.Accept(ctx)
	if err != nil {
		return err
	}
	s, err := conn.AcceptStream(ctx) // want "AcceptStream is not closed" "never read when CloseListener returns"
	if err != nil {
		return err
	}
	_ = s
	return ln.Close()
}

// CloseAfterCancel returns an error from Close, and both halves are as before.
func CloseAfterCancel(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "never read when CloseAfterCancel returns"
	if err != nil {
		return err
	}
	s.CancelWrite(1)
	return s.Close()
}

// CancelAfterClose may lose data, and ends no other half.
func CancelAfterClose(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "never read when CancelAfterClose returns"
	if err != nil {
		return err
	}
	s.Close()
	s.CancelWrite(1)
	return nil
}

// SecondClose does nothing.
func SecondClose(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "never read when SecondClose returns"
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Close()
}

// FoundReset ends the receive half where the peer has, and cancels elsewhere.
func FoundReset(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Read(make([]byte, 1024))
	var reset *quic.StreamError
	if errors.As(err, &reset) {
		return nil
	}
	s.CancelRead(1)
	return err
}

// ReadDeadline leaves the receive half open when the read fails for it.
func ReadDeadline(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when ReadDeadline returns .*, after errors.Is.err, os.ErrDeadlineExceeded."
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetReadDeadline(time.Now())
	if _, err := s.Read(make([]byte, 1024)); errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	s.CancelRead(1)
	return nil
}

// ReadDeadlineToo leaves the send half open, too.
func ReadDeadlineToo(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "AcceptStream is not closed" "read in part when ReadDeadlineToo returns"
	if err != nil {
		return err
	}
	s.SetDeadline(time.Now())
	if _, err := io.ReadAll(s); errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return s.Close()
}

// EmptyRead reads nothing, and does not see the end.
func EmptyRead(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when EmptyRead returns"
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Read(nil)
	return err
}

// CloseTransport ends both halves, with all connections that run over it.
func CloseTransport(ctx context.Context, tr *quic.Transport) error {
	ln, err := tr.Listen(nil, nil)
	if err != nil {
		return err
	}
	conn, err := ln.Accept(ctx)
	if err != nil {
		return err
	}
	defer tr.Close()
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	_ = s
	return nil
}

// ConnectionOver ends both halves: the context of the connection ends when the
// peer closes it, or is silent for too long.
func ConnectionOver(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	_ = s
	<-conn.Context().Done()
	return nil
}
