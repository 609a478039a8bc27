package connclose

import (
	"context"
	"io"
	"time"

	"github.com/quic-go/quic-go"
)

// A goroutine leaves its stream open when it ends, and the function that has started it
// goes on until the connection fails: its callers close that.

func beat(ctx context.Context, w io.Writer) {
	for ctx.Err() == nil {
		time.Sleep(time.Millisecond)
		if _, err := w.Write([]byte{1}); err != nil {
			return
		}
	}
}

func serveBeating(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	go beat(ctx, s)
	for {
		if _, err := conn.AcceptUniStream(ctx); err != nil {
			return err
		}
	}
}

func serveBeatingInTime(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	go beat(ctx, s)
	<-ctx.Done()
	return ctx.Err()
}

func reconnect(ctx context.Context, conn *quic.Conn) error {
	err := serveBeating(ctx, conn)
	if err == nil {
		err = serveBeatingInTime(ctx, conn)
	}
	conn.CloseWithError(codeNone, "again")
	return err
}

// A path on which it goes on to close the connection by itself.
func serveBeatingAlone(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	go beat(ctx, s)
	_, err = conn.AcceptUniStream(ctx)
	conn.CloseWithError(codeNone, "")
	return err
}

// Its caller keeps the connection.
func serveBeatingKept(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStreamSync(ctx) // want `still open when goroutine beat ends.*its caller keepBeating does not close the connection`
	if err != nil {
		return err
	}
	go beat(ctx, s)
	<-ctx.Done()
	return ctx.Err()
}

func keepBeating(ctx context.Context, conn *quic.Conn) error { return serveBeatingKept(ctx, conn) }

// It may return without an error.
func serveBeatingAtMost(ctx context.Context, conn *quic.Conn, n int) error {
	s, err := conn.OpenStreamSync(ctx) // want `still open when goroutine beat ends`
	if err != nil {
		return err
	}
	go beat(ctx, s)
	for range n {
		if _, err := conn.AcceptUniStream(ctx); err != nil {
			return err
		}
	}
	return nil
}

func reconnectAtMost(ctx context.Context, conn *quic.Conn) error {
	err := serveBeatingAtMost(ctx, conn, 3)
	if err != nil {
		conn.CloseWithError(codeNone, "again")
	}
	return err
}

// Each stream has a goroutine, and the next one takes another slot.
func serveEach(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx) // want `still open when goroutine beat ends`
		if err != nil {
			return err
		}
		go beat(ctx, s)
	}
}

func reconnectEach(ctx context.Context, conn *quic.Conn) error {
	err := serveEach(ctx, conn)
	conn.CloseWithError(codeNone, "again")
	return err
}
