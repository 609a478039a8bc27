package goroutines

import (
	"context"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"github.com/quic-go/quic-go"
)

func pumpPairClosesBoth(conn *quic.Conn, local net.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		local.Close()
		return err
	}
	go func() {
		_, _ = io.Copy(s, local)
		_ = s.Close()
	}()
	go func() {
		_, _ = io.Copy(local, s)
		_ = local.Close()
	}()
	return nil
}

func pumpPairClosesOnlyTheOther(conn *quic.Conn, local net.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		local.Close()
		return err
	}
	go func() {
		_, _ = io.Copy(s, local)
		_ = local.Close()
	}()
	go func() {
		_, _ = io.Copy(local, s)
		_ = local.Close()
	}()
	return nil
}

func pumpPairWaitsThenCloses(conn *quic.Conn, local net.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		_, _ = io.Copy(s, local)
	}()
	go func() {
		defer wg.Done()
		_, _ = io.Copy(local, s)
	}()
	wg.Wait()
	s.CancelRead(0)
	return s.Close()
}

func pumpPairWaitsAndForgets(conn *quic.Conn, local net.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		_, _ = io.Copy(s, local)
	}()
	go func() {
		defer wg.Done()
		_, _ = io.Copy(local, s)
	}()
	wg.Wait()
	return local.Close()
}

// pipe copies one way and reports; it owns nothing.
func pipe(dst io.Writer, src io.Reader, done chan<- error) {
	_, err := io.Copy(dst, src)
	done <- err
}

func pumpPairFirstErrorWins(ctx context.Context, conn *quic.Conn, local io.ReadWriteCloser) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	done := make(chan error, 2)
	go pipe(s, local, done)
	go pipe(local, s, done)
	err = <-done
	_ = s.Close()
	_ = local.Close()
	<-done
	return err
}

func pumpPairFirstErrorReturns(ctx context.Context, conn *quic.Conn, local io.ReadWriteCloser) error {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	done := make(chan error, 2)
	go pipe(s, local, done)
	go pipe(local, s, done)
	if err := <-done; err != nil {
		return err
	}
	_ = s.Close()
	return <-done
}

func goCopyBesideDefer(conn *quic.Conn, dst io.Writer) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	go io.Copy(dst, s)
	_, err = io.WriteString(s, "subscribe\n")
	return err
}

func goCopyBesideNothing(conn *quic.Conn, dst io.Writer) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	go io.Copy(dst, s)
	_, err = io.WriteString(s, "subscribe\n")
	return err
}

func goroutineClosesWhileStarterReads(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(s, os.Stdin)
		_ = s.Close()
	}()
	_, err = io.Copy(os.Stdout, s)
	return err
}

func doneChannelThenClose(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(os.Stdout, s)
	}()
	if _, err := io.WriteString(s, "GET /\n"); err != nil {
		return err
	}
	<-done
	return nil
}

func doneChannelAfterEarlyReturn(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(os.Stdout, s)
	}()
	if _, err := io.WriteString(s, "GET /\n"); err != nil {
		return err
	}
	<-done
	return s.Close()
}

func timeoutBranchForgets(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, s)
		done <- err
	}()
	select {
	case err := <-done:
		_ = s.Close()
		return err
	case <-time.After(time.Second):
		return os.ErrDeadlineExceeded
	}
}

func timeoutBranchCancels(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, s)
		done <- err
	}()
	select {
	case err := <-done:
		_ = s.Close()
		return err
	case <-time.After(time.Second):
		s.CancelRead(1)
		s.CancelWrite(1)
		return os.ErrDeadlineExceeded
	}
}

func neverEndingGoroutineKeepsIt(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	go func() {
		for {
			_, _ = s.Write([]byte{0})
			time.Sleep(time.Second)
		}
	}()
	return nil
}

func heartbeatEndsOnContext(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	go func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				_, _ = s.Write([]byte{0})
			}
		}
	}()
	return nil
}

func heartbeatClosesOnContext(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	go func() {
		defer s.Close()
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if _, err := s.Write([]byte{0}); err != nil {
					return
				}
			}
		}
	}()
	return nil
}

func watcherCancels(ctx context.Context, conn *quic.Conn, dst io.Writer) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	go func() {
		<-ctx.Done()
		s.CancelWrite(1)
	}()
	_, err = io.Copy(dst, s)
	return err
}

func watcherMayGoHome(ctx context.Context, conn *quic.Conn, dst io.Writer) error {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	finished := make(chan struct{})
	defer close(finished)
	go func() {
		select {
		case <-ctx.Done():
			s.CancelWrite(1)
		case <-finished:
		}
	}()
	_, err = io.Copy(dst, s)
	return err
}

func watcherBesideDefer(ctx context.Context, conn *quic.Conn, dst io.Writer) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	finished := make(chan struct{})
	defer close(finished)
	go func() {
		select {
		case <-ctx.Done():
			s.CancelRead(1)
		case <-finished:
		}
	}()
	_, err = io.Copy(dst, s)
	return err
}

func afterFuncCancels(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { s.CancelWrite(1) })
	_, err = io.WriteString(s, "until the context ends")
	return err
}

func afterFuncCancelsReadingOnly(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { s.CancelRead(1) })
	_, err = io.WriteString(s, "until the context ends")
	return err
}

func workerPoolCloses(ctx context.Context, conn *quic.Conn) error {
	jobs := make(chan *quic.Stream)
	defer close(jobs)
	for range 4 {
		go func() {
			for s := range jobs {
				drain(s)
			}
		}()
	}
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		jobs <- s
	}
}

func workerPoolRefuses(ctx context.Context, conn *quic.Conn, jobs chan<- *quic.Stream) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		select {
		case jobs <- s:
		default:
			s.CancelRead(1)
			s.CancelWrite(1)
		}
	}
}

func workerPoolDropsWhenFull(ctx context.Context, conn *quic.Conn, jobs chan<- *quic.Stream) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		select {
		case jobs <- s:
		default:
			s.CancelRead(1)
		}
	}
}

func semaphoreThenGoroutine(ctx context.Context, conn *quic.Conn, slots chan struct{}) error {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return err
		}
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		go func() {
			defer func() { <-slots }()
			drain(s)
		}()
	}
}
