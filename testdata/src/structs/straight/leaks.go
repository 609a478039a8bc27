package straight

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/quic-go/quic-go"
)

// Never leaks: nothing at all is done with the stream.
func Never(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	fmt.Println("opened", s.StreamID())
	return nil
}

// NoReturn leaks: the end of the function has no return statement.
func NoReturn(conn *quic.Conn, msg []byte) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err == nil {
		s.Write(msg)
	}
}

// CallStatement leaks: both results are dropped.
func CallStatement(conn *quic.Conn) {
	conn.OpenStream() // want "stream from OpenStream is not closed"
}

// BothBlank leaks.
func BothBlank(ctx context.Context, conn *quic.Conn) {
	_, _ = conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
}

// StreamBlank leaks: only the error is looked at.
func StreamBlank(ctx context.Context, conn *quic.Conn) error {
	_, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	return err
}

// ErrorBlank leaks: with the error dropped the stream is owed on every path.
func ErrorBlank(conn *quic.Conn, msg []byte) {
	s, _ := conn.OpenStream() // want "stream from OpenStream is not closed"
	s.Write(msg)
}

// BrokenOverLines leaks: the report is at the line of the method's name.
func BrokenOverLines(
	ctx context.Context,
	conn *quic.Conn,
) error {
	s, err := conn.
		OpenStreamSync( // want "stream from OpenStreamSync is not closed"
			ctx,
		)
	if err != nil {
		return err
	}
	_, err = s.Write(nil)
	return err
}

// CancelRead leaks: the other half is ended.
func CancelRead(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	s.CancelRead(0)
	return err
}

// Deadlines leaks: a deadline in the past makes Write fail, and no more.
func Deadlines(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	if err := s.SetDeadline(time.Now().Add(time.Second)); err != nil {
		s.CancelWrite(1)
		return err
	}
	_, err = s.Write(msg)
	s.SetReadDeadline(time.Now())
	s.SetWriteDeadline(time.Now())
	return err
}

// ContextCancelled leaks: the context was for opening, not for the stream.
func ContextCancelled(ctx context.Context, conn *quic.Conn, msg []byte) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	return err
}

// StreamContextDone leaks: the end of the stream's own context ends nothing.
func StreamContextDone(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	<-s.Context().Done()
	return s.Context().Err()
}

// ReadToEOF leaks: the peer's half is over, the own one is not.
func ReadToEOF(ctx context.Context, conn *quic.Conn) ([]byte, error) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return nil, err
	}
	return io.ReadAll(s)
}

// NopCloser leaks: its Close does nothing.
func NopCloser(ctx context.Context, conn *quic.Conn) ([]byte, error) {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return nil, err
	}
	body := io.NopCloser(s)
	defer body.Close()
	return io.ReadAll(body)
}

// Flushed leaks: Flush writes what is left and keeps the stream open.
func Flushed(conn *quic.Conn, lines []string) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	w := bufio.NewWriter(s)
	for _, line := range lines {
		w.WriteString(line)
	}
	return w.Flush()
}

// Encoded leaks: the encoder writes, and knows no end.
func Encoded(conn *quic.Conn, v any) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return json.NewEncoder(s).Encode(v)
}

// SetToNil leaks: dropping the reference is no release.
func SetToNil(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	s = nil
	return err
}

// GarbageCollected leaks: the connection keeps the stream alive.
func GarbageCollected(conn *quic.Conn, msg []byte) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	s = nil
	runtime.GC()
	return err
}

// ListenerClosed leaks: connections outlive their listener.
func ListenerClosed(ctx context.Context, ln *quic.Listener) error {
	defer ln.Close()
	conn, err := ln.Accept(ctx)
	if err != nil {
		return err
	}
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(s, s)
	return err
}

// OtherConnectionClosed leaks: the connection that is closed is not the one
// the stream came from.
func OtherConnectionClosed(ctx context.Context, front, back *quic.Conn, msg []byte) error {
	s, err := back.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write(msg)
	front.CloseWithError(0, "done")
	return err
}

// TwoOfThree leaks the middle one.
func TwoOfThree(conn *quic.Conn) error {
	a, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer a.Close()
	b, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	c, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := io.Copy(b, a); err != nil {
		return err
	}
	_, err = io.Copy(c, a)
	return err
}
