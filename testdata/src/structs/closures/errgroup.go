package closures

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"
	"golang.org/x/sync/errgroup"
)

// GroupClosureCloses is clean: the group runs the closure, and its defer closes.
func GroupClosureCloses(ctx context.Context, conn *quic.Conn, dst io.Writer) error {
	g, ctx := errgroup.WithContext(ctx)
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	g.Go(func() error {
		defer s.Close()
		_, err := io.Copy(dst, s)
		return err
	})
	return g.Wait()
}

// GroupCallsHandler is clean: the helper that the closure calls closes.
func GroupCallsHandler(ctx context.Context, conn *quic.Conn) error {
	var g errgroup.Group
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	g.Go(func() error { return echoAndClose(s) })
	return g.Wait()
}

// GroupBesideDefer is clean: the closure only borrows, the starter closes.
func GroupBesideDefer(ctx context.Context, conn *quic.Conn, dst io.Writer, src io.Reader) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	var g errgroup.Group
	g.Go(func() error {
		_, err := io.Copy(s, src)
		return err
	})
	g.Go(func() error {
		_, err := io.Copy(dst, s)
		return err
	})
	return g.Wait()
}

// GroupClosureOnlyReads leaks: neither the closure nor the starter closes.
func GroupClosureOnlyReads(ctx context.Context, conn *quic.Conn, dst io.Writer) error {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	var g errgroup.Group
	g.Go(func() error {
		_, err := io.Copy(dst, s)
		return err
	})
	return g.Wait()
}

// GroupOpensAndForgets leaks: the stream is opened inside the closure, and a
// failed copy leaves it open.
func GroupOpensAndForgets(ctx context.Context, conn *quic.Conn, parts []io.Reader) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, part := range parts {
		g.Go(func() error {
			s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
			if err != nil {
				return err
			}
			if _, err := io.Copy(s, part); err != nil {
				return err
			}
			return s.Close()
		})
	}
	return g.Wait()
}

// GroupOpensAndCloses is clean: the closure that opens also closes.
func GroupOpensAndCloses(ctx context.Context, conn *quic.Conn, parts []io.Reader) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, part := range parts {
		g.Go(func() error {
			s, err := conn.OpenStreamSync(ctx)
			if err != nil {
				return err
			}
			defer s.Close()
			_, err = io.Copy(s, part)
			return err
		})
	}
	return g.Wait()
}
