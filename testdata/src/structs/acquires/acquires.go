// Package acquires shows every way to get a stream, and calls that look alike
// but hand out something else.
package acquires

import (
	"context"
	"errors"
	"io"

	"github.com/quic-go/quic-go"
)

func acceptStream(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func acceptStreamClosed(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(io.Discard, s)
	return err
}

func openStream(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func openStreamClosed(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(io.Discard, s)
	return err
}

func openStreamSync(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, s)
	return err
}

func openStreamSyncClosed(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.Copy(io.Discard, s)
	return err
}

func brokenOverLines(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.
		OpenStreamSync( // want "stream from OpenStreamSync is not closed"
			ctx,
		)
	if err != nil {
		return err
	}
	_, err = s.
		Write([]byte("x"))
	return err
}

func sendStream(conn *quic.Conn) error {
	s, err := conn.OpenUniStream() // want "stream from OpenUniStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func sendStreamClosed(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenUniStreamSync(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.WriteString(s, "x")
	return err
}

func receiveStreamHasNoClose(ctx context.Context, conn *quic.Conn) error {
	r, err := conn.AcceptUniStream(ctx)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r)
	return err
}

func discardBoth(conn *quic.Conn) {
	_, _ = conn.OpenStream() // want "stream from OpenStream is not closed"
}

func discardAsStatement(conn *quic.Conn) {
	conn.OpenStream() // want "stream from OpenStream is not closed"
}

func discardStream(conn *quic.Conn) error {
	_, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	return err
}

func discardStreamInIf(ctx context.Context, conn *quic.Conn) bool {
	if _, err := conn.AcceptStream(ctx); err != nil { // want "stream from AcceptStream is not closed"
		return false
	}
	return true
}

func discardError(conn *quic.Conn) {
	s, _ := conn.OpenStream() // want "stream from OpenStream is not closed"
	_, _ = io.WriteString(s, "x")
}

func discardErrorClosed(conn *quic.Conn) {
	s, _ := conn.OpenStream()
	defer s.Close()
	_, _ = io.WriteString(s, "x")
}

func discardErrorNilChecked(conn *quic.Conn) {
	s, _ := conn.OpenStream()
	if s == nil {
		return
	}
	_ = s.Close()
}

func discardByBlank(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_ = s
	return nil
}

func discardByDefer(conn *quic.Conn) {
	defer conn.OpenStream() // want "stream from OpenStream is not closed"
}

func discardByGo(ctx context.Context, conn *quic.Conn) {
	go conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
}

func methodValue(conn *quic.Conn) error {
	open := conn.OpenStream
	s, err := open() // want "stream from (OpenStream|open) is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func methodValueClosed(conn *quic.Conn) error {
	open := conn.OpenStream
	s, err := open()
	if err != nil {
		return err
	}
	return s.Close()
}

func methodValueWithContext(ctx context.Context, conn *quic.Conn) error {
	for _, open := range []func(context.Context) (*quic.Stream, error){
		conn.OpenStreamSync,
		conn.AcceptStream,
	} {
		s, err := open(ctx)
		if err != nil {
			return err
		}
		_ = s.Close()
	}
	return nil
}

func methodExpression(conn *quic.Conn) error {
	s, err := (*quic.Conn).OpenStream(conn) // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func methodExpressionClosed(conn *quic.Conn) error {
	s, err := (*quic.Conn).OpenStream(conn)
	if err != nil {
		return err
	}
	return s.Close()
}

// must turns an error into a panic.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func mustClosed(conn *quic.Conn) {
	s := must(conn.OpenStream())
	defer s.Close()
	_, _ = io.WriteString(s, "x")
}

func mustDropped(conn *quic.Conn) {
	s := must(conn.OpenStream()) // want "stream from OpenStream is not closed"
	_, _ = io.WriteString(s, "x")
}

// embeddingConn has the methods of the connection it embeds.
type embeddingConn struct {
	*quic.Conn
	name string
}

func promoted(c *embeddingConn) error {
	s, err := c.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, c.name)
	return err
}

func promotedClosed(c *embeddingConn) error {
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.WriteString(s, c.name)
	return err
}

func promotedConnectionClosed(c embeddingConn) error {
	defer c.CloseWithError(0, "")
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, c.name)
	return err
}

// countingConn overrides one of the methods.
type countingConn struct {
	embeddingConn
	opened int
}

func (c *countingConn) OpenStream() (*quic.Stream, error) {
	s, err := c.embeddingConn.OpenStream()
	if err == nil {
		c.opened++
	}
	return s, err
}

func overridden(c *countingConn) error {
	s, err := c.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, c.name)
	return err
}

func overriddenClosed(c *countingConn) error {
	s, err := c.OpenStream()
	if err != nil {
		return err
	}
	return s.Close()
}

// opener is the one method a client needs.
type opener interface {
	OpenStreamSync(context.Context) (*quic.Stream, error)
}

func throughSmallInterface(ctx context.Context, o opener) error {
	s, err := o.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func throughSmallInterfaceClosed(ctx context.Context, o opener) error {
	s, err := o.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = io.WriteString(s, "x")
	return err
}

func assertedConnection(v any) error {
	conn, ok := v.(*quic.Conn)
	if !ok {
		return errors.New("not a connection")
	}
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func connectionOfCall(connect func() *quic.Conn) error {
	s, err := connect().OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(s, "x")
	return err
}

func connectionOfMap(conns map[string]*quic.Conn) error {
	s, err := conns["a"].OpenStream()
	if err != nil {
		return err
	}
	return s.Close()
}
