// Package loops shows acquires in loops: the next turn takes the place of the
// last one, and what is still open then is lost.
package loops

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log"
	"time"

	"github.com/quic-go/quic-go"
)

// AcceptForgets leaks: each turn reads a stream and drops it.
func AcceptForgets(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, s); err != nil {
			log.Print(err)
		}
	}
}

// AcceptCloses is clean.
func AcceptCloses(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, s); err != nil {
			log.Print(err)
		}
		s.Close()
	}
}

// AcceptForever leaks: the loop has no way out, and loses a stream a turn.
func AcceptForever(ctx context.Context, conn *quic.Conn, buf []byte) {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			continue
		}
		s.Read(buf)
	}
}

// AcceptAndClose leaks although the connection is closed at the end: a stream
// that a turn leaves behind is open until then.
func AcceptAndClose(ctx context.Context, conn *quic.Conn, buf []byte) error {
	defer conn.CloseWithError(0, "")
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		s.Read(buf)
	}
}

// AcceptOneAndClose is clean: no turn follows, and the connection is closed.
func AcceptOneAndClose(ctx context.Context, conn *quic.Conn, buf []byte) error {
	defer conn.CloseWithError(0, "")
	for {
		s, err := conn.AcceptStream(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			continue
		}
		if err != nil {
			return err
		}
		_, err = s.Read(buf)
		return err
	}
}

// GoHandler leaks what its handler leaves open.
func GoHandler(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		go upper(s)
	}
}

func upper(s *quic.Stream) {
	line, err := bufio.NewReader(s).ReadBytes('\n')
	if err != nil {
		return
	}
	s.Write(line)
	s.Close()
}

// GoLiteral is clean: each turn's goroutine has its own stream, and closes it.
func GoLiteral(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		go func() {
			defer s.Close()
			io.Copy(s, s)
		}()
	}
}

// Continue leaks: a bad stream is skipped.
func Continue(ctx context.Context, conn *quic.Conn, head []byte) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		if _, err := io.ReadFull(s, head); err != nil {
			continue
		}
		go echo(s)
	}
}

func echo(s *quic.Stream) {
	defer s.Close()
	io.Copy(s, s)
}

// ContinueCancels is clean: a bad stream is cancelled and skipped.
func ContinueCancels(ctx context.Context, conn *quic.Conn, head []byte) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		if _, err := io.ReadFull(s, head); err != nil {
			s.CancelRead(1)
			s.CancelWrite(1)
			continue
		}
		go echo(s)
	}
}

// Break leaks: the loop is left with the last stream open.
func Break(ctx context.Context, conn *quic.Conn, buf []byte) (n int) {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			break
		}
		k, _ := s.Read(buf)
		if k == 0 {
			break
		}
		n += k
		s.Close()
	}
	return n
}

// BreakThenClose is clean: what the loop leaves with is closed below it.
func BreakThenClose(ctx context.Context, conn *quic.Conn, buf []byte) error {
	var last *quic.Stream
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		if n, _ := s.Read(buf); n > 0 {
			last = s
			break
		}
		s.Close()
	}
	last.Write(buf)
	return last.Close()
}

// Label leaks: the jump to the outer loop skips the Close.
func Label(ctx context.Context, conn *quic.Conn) error {
next:
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		lines := bufio.NewScanner(s)
		for lines.Scan() {
			if lines.Text() == "" {
				continue next
			}
			s.Write(lines.Bytes())
		}
		s.Close()
	}
}

// LabelCloses is clean: closed before the jump.
func LabelCloses(ctx context.Context, conn *quic.Conn) error {
next:
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		lines := bufio.NewScanner(s)
		for lines.Scan() {
			if lines.Text() == "" {
				s.Close()
				continue next
			}
			s.Write(lines.Bytes())
		}
		s.Close()
	}
}

// LabelBreak leaks: the break leaves both loops.
func LabelBreak(ctx context.Context, conn *quic.Conn) {
outer:
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return
		}
		lines := bufio.NewScanner(s)
		for lines.Scan() {
			switch lines.Text() {
			case "quit":
				break outer
			case "":
				break
			}
		}
		s.Close()
	}
}

// GotoAgain is clean: cancelled before the jump back.
func GotoAgain(conn *quic.Conn, msg []byte) error {
	tries := 0
again:
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if _, err := s.Write(msg); err != nil {
		s.CancelWrite(1)
		if tries++; tries < 3 {
			goto again
		}
		return err
	}
	return s.Close()
}

// GotoAgainForgets leaks: the jump back leaves the last try's stream open.
func GotoAgainForgets(conn *quic.Conn, answer []byte) error {
	tries := 0
again:
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(s, answer); err != nil {
		if tries++; tries < 3 {
			goto again
		}
		s.CancelWrite(1)
		return err
	}
	return s.Close()
}

// Retry leaks: a failed try is followed by the next without a release.
func Retry(conn *quic.Conn, msg, answer []byte) (err error) {
	for try := 0; try < 3; try++ {
		var s *quic.Stream
		s, err = conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			continue
		}
		s.Write(msg)
		if _, err = io.ReadFull(s, answer); err != nil {
			continue
		}
		return s.Close()
	}
	return err
}

// RetryOpen is clean: it is the acquire that is tried again.
func RetryOpen(ctx context.Context, conn *quic.Conn, msg []byte) error {
	var s *quic.Stream
	for {
		var err error
		if s, err = conn.OpenStream(); err == nil {
			break
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Second):
		}
	}
	defer s.Close()
	_, err := s.Write(msg)
	return err
}

// RetryOpenForgets leaks what the loop got at last.
func RetryOpenForgets(ctx context.Context, conn *quic.Conn, msg []byte) error {
	var s *quic.Stream
	for s == nil {
		var err error
		if s, err = conn.OpenStream(); err != nil { // want "stream from OpenStream is not closed"
			if ctx.Err() != nil {
				return err
			}
			time.Sleep(time.Second)
		}
	}
	_, err := s.Write(msg)
	return err
}

// LastOnly leaks: the Close below the loop meets the last stream alone.
func LastOnly(conn *quic.Conn, parts [][]byte) error {
	var s *quic.Stream
	for _, part := range parts {
		var err error
		s, err = conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return err
		}
		s.Write(part)
	}
	if s != nil {
		s.Close()
	}
	return nil
}

// Rotate is clean: the last turn's stream is closed before the next is opened.
func Rotate(conn *quic.Conn, parts [][]byte) error {
	var s *quic.Stream
	for _, part := range parts {
		if s != nil {
			s.Close()
		}
		var err error
		s, err = conn.OpenStream()
		if err != nil {
			return err
		}
		s.Write(part)
	}
	if s != nil {
		s.Close()
	}
	return nil
}

// ChainOfTwo is clean: each turn closes the stream before the last.
func ChainOfTwo(ctx context.Context, conn *quic.Conn) error {
	prev, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			prev.Close()
			return err
		}
		io.Copy(s, prev)
		prev.Close()
		prev = s
	}
}

// ChainOfTwoForgets leaks: the older stream is not closed when it is replaced.
func ChainOfTwoForgets(ctx context.Context, conn *quic.Conn) error {
	prev, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	defer func() { prev.Close() }()
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		io.Copy(s, prev)
		prev = s
	}
}

// RangeInt leaks: n streams are opened and written to.
func RangeInt(conn *quic.Conn, n int, msg []byte) error {
	for range n {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return err
		}
		s.Write(msg)
	}
	return nil
}

// RangeIntCloses is clean.
func RangeIntCloses(conn *quic.Conn, n int) error {
	for i := range n {
		s, err := conn.OpenStream()
		if err != nil {
			return err
		}
		s.Write([]byte{byte(i)})
		if err := s.Close(); err != nil {
			return err
		}
	}
	return nil
}

// SelectInLoop leaks: the select's way out leaves the stream open.
func SelectInLoop(ctx context.Context, conn *quic.Conn, msgs <-chan []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case msg, ok := <-msgs:
			if !ok {
				return s.Close()
			}
			s.Write(msg)
		}
	}
}

// SelectInLoopCloses is clean.
func SelectInLoopCloses(ctx context.Context, conn *quic.Conn, msgs <-chan []byte) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			s.CancelWrite(1)
			return ctx.Err()
		case msg, ok := <-msgs:
			if !ok {
				return s.Close()
			}
			s.Write(msg)
		}
	}
}

// CloseAll is clean: all are collected, and all are closed.
func CloseAll(conn *quic.Conn, n int, msg []byte) (err error) {
	var streams []*quic.Stream
	for range n {
		var s *quic.Stream
		if s, err = conn.OpenStream(); err != nil {
			break
		}
		streams = append(streams, s)
	}
	for _, s := range streams {
		s.Write(msg)
		s.Close()
	}
	return err
}

// CloseSome leaks the rest: the first Close that fails ends the loop.
func CloseSome(conn *quic.Conn, n int) error {
	var streams []*quic.Stream
	for range n {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			break
		}
		streams = append(streams, s)
	}
	for _, s := range streams {
		if err := s.Close(); err != nil {
			return err
		}
	}
	return nil
}

// CollectOrLose leaks: when one cannot be opened, those before it are lost.
func CollectOrLose(conn *quic.Conn, n int) ([]*quic.Stream, error) {
	var streams []*quic.Stream
	for range n {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return nil, err
		}
		streams = append(streams, s)
	}
	return streams, nil
}

// CollectOrClose is clean: when one cannot be opened, those before it are
// cancelled.
func CollectOrClose(conn *quic.Conn, n int) ([]*quic.Stream, error) {
	var streams []*quic.Stream
	for range n {
		s, err := conn.OpenStream()
		if err != nil {
			for _, s := range streams {
				s.CancelWrite(1)
			}
			return nil, err
		}
		streams = append(streams, s)
	}
	return streams, nil
}
