// Package goroutines shows goroutines as owners: a stream given to a goroutine
// is owed by that goroutine, and by its starter only while the starter still
// holds it.
package goroutines

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"sync"

	"github.com/quic-go/quic-go"
	"golang.org/x/sync/errgroup"
)

var errMagic = errors.New("bad magic")

// drain closes on every path.
func drain(s *quic.Stream) {
	defer s.Close()
	_, _ = io.Copy(io.Discard, s)
}

// readHeader leaves by its first return without closing.
func readHeader(s *quic.Stream) {
	var length uint32
	if err := binary.Read(s, binary.BigEndian, &length); err != nil {
		return
	}
	defer s.Close()
	_, _ = io.CopyN(io.Discard, s, int64(length))
}

// serveRequest closes on every path and says whether it went well.
func serveRequest(s *quic.Stream) error {
	var magic [2]byte
	if _, err := io.ReadFull(s, magic[:]); err != nil {
		s.CancelWrite(1)
		return err
	}
	if magic[0] != 'Q' {
		s.CancelWrite(2)
		return errMagic
	}
	_, _ = s.Write(magic[:])
	return s.Close()
}

func goNamedFunction(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		go drain(s)
	}
}

func goNamedFunctionReturnsEarly(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		go readHeader(s)
	}
}

func goFunctionWhoseErrorIsLost(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		go serveRequest(s)
	}
}

func goLiteralCapturing(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		go func() {
			defer s.Close()
			_, _ = io.Copy(s, s)
		}()
	}
}

func goLiteralCapturingNeverCloses(ctx context.Context, conn *quic.Conn) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		go func() {
			_, _ = io.Copy(s, s)
		}()
	}
}

func goLiteralWithParameter(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	go func(w io.WriteCloser) {
		defer w.Close()
		_, _ = io.WriteString(w, "hello")
	}(s)
	return nil
}

func goLiteralWithParameterOneBranch(ctx context.Context, conn *quic.Conn, quiet bool) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	go func(w io.WriteCloser) {
		if quiet {
			return
		}
		_, _ = io.WriteString(w, "hello")
		_ = w.Close()
	}(s)
	return nil
}

type server struct {
	mu     sync.Mutex
	closed bool
}

func (srv *server) handle(s *quic.Stream) {
	defer func() {
		s.CancelRead(0)
		_ = s.Close()
	}()
	_, _ = io.WriteString(s, "ok")
}

func (srv *server) handleUnlessClosed(s *quic.Stream) {
	srv.mu.Lock()
	closed := srv.closed
	srv.mu.Unlock()
	if closed {
		s.CancelRead(0)
		return
	}
	srv.handle(s)
}

func (srv *server) goMethod(ctx context.Context, conn *quic.Conn) {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		go srv.handle(s)
	}
}

func (srv *server) goMethodThatOnlyCancelsReading(ctx context.Context, conn *quic.Conn) {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return
		}
		go srv.handleUnlessClosed(s)
	}
}

func waitGroupGo(ctx context.Context, conn *quic.Conn) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		wg.Go(func() {
			_ = serveRequest(s)
		})
	}
}

func waitGroupGoReturnsEarly(ctx context.Context, conn *quic.Conn) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return
		}
		wg.Go(func() {
			if _, err := io.Copy(io.Discard, s); err != nil {
				return
			}
			_ = s.Close()
		})
	}
}

func errgroupGo(ctx context.Context, conn *quic.Conn, bodies [][]byte) error {
	var g errgroup.Group
	for _, body := range bodies {
		s, err := conn.OpenStreamSync(ctx)
		if err != nil {
			break
		}
		g.Go(func() error {
			defer s.Close()
			_, err := s.Write(body)
			return err
		})
	}
	return g.Wait()
}

func errgroupGoClosesOnSuccessOnly(ctx context.Context, conn *quic.Conn, bodies [][]byte) error {
	var g errgroup.Group
	for _, body := range bodies {
		s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
		if err != nil {
			break
		}
		g.Go(func() error {
			if _, err := s.Write(body); err != nil {
				return err
			}
			return s.Close()
		})
	}
	return g.Wait()
}

func errgroupAcquiresInside(ctx context.Context, conn *quic.Conn, n int) error {
	g, ctx := errgroup.WithContext(ctx)
	for range n {
		g.Go(func() error {
			s, err := conn.OpenStreamSync(ctx)
			if err != nil {
				return err
			}
			return serveRequest(s)
		})
	}
	return g.Wait()
}

func errgroupAcquiresInsideAndDrops(ctx context.Context, conn *quic.Conn, n int) error {
	g, ctx := errgroup.WithContext(ctx)
	for range n {
		g.Go(func() error {
			s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
			if err != nil {
				return err
			}
			_, err = io.WriteString(s, "ping")
			return err
		})
	}
	return g.Wait()
}
