// Package containers shows streams kept in local slices, arrays and maps: they
// are owed by the function until each of them was closed.
package containers

import (
	"context"
	"errors"
	"io"

	"github.com/quic-go/quic-go"
)

func slicesRangedAndClosed(conns []*quic.Conn) {
	var ss []*quic.Stream
	for _, conn := range conns {
		s, err := conn.OpenStream()
		if err != nil {
			break
		}
		ss = append(ss, s)
	}
	for _, s := range ss {
		_ = s.Close()
	}
}

func sliceNeverRanged(conns []*quic.Conn) int {
	var ss []*quic.Stream
	for _, conn := range conns {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			break
		}
		ss = append(ss, s)
	}
	return len(ss)
}

func sliceRangedOnlyToWrite(conns []*quic.Conn, b []byte) {
	var ss []*quic.Stream
	for _, conn := range conns {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			break
		}
		ss = append(ss, s)
	}
	for _, s := range ss {
		_, _ = s.Write(b)
	}
}

func sliceLostOnTheErrorPath(conn *quic.Conn, n int) error {
	var ss []*quic.Stream
	for range n {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return err
		}
		ss = append(ss, s)
	}
	for _, s := range ss {
		_ = s.Close()
	}
	return nil
}

func sliceClosedByDeferredLoop(ctx context.Context, conn *quic.Conn, n int) error {
	var ss []*quic.Stream
	defer func() {
		for _, s := range ss {
			_ = s.Close()
		}
	}()
	for range n {
		s, err := conn.OpenStreamSync(ctx)
		if err != nil {
			return err
		}
		ss = append(ss, s)
	}
	_, err := io.Copy(io.Discard, ss[0])
	return err
}

func sliceDeferredTooLate(ctx context.Context, conn *quic.Conn, n int) error {
	var ss []*quic.Stream
	for range n {
		s, err := conn.OpenStreamSync(ctx) // want "stream from OpenStreamSync is not closed"
		if err != nil {
			return err
		}
		ss = append(ss, s)
	}
	defer func() {
		for _, s := range ss {
			_ = s.Close()
		}
	}()
	_, err := io.Copy(io.Discard, ss[0])
	return err
}

func sliceStopsAtTheFirstCloseError(conns []*quic.Conn) error {
	var ss []*quic.Stream
	for _, conn := range conns {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			break
		}
		ss = append(ss, s)
	}
	for _, s := range ss {
		if err := s.Close(); err != nil {
			return err
		}
	}
	return nil
}

func sliceKeepsTheFirstCloseError(conns []*quic.Conn) (first error) {
	var ss []*quic.Stream
	for _, conn := range conns {
		s, err := conn.OpenStream()
		if err != nil {
			break
		}
		ss = append(ss, s)
	}
	for _, s := range ss {
		if err := s.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

func sliceBreaksOutEarly(conns []*quic.Conn, b []byte) {
	var ss []*quic.Stream
	for _, conn := range conns {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			break
		}
		ss = append(ss, s)
	}
	for _, s := range ss {
		if _, err := s.Read(b); err != nil {
			break
		}
		_ = s.Close()
	}
}

func closeEach(ss []*quic.Stream) {
	for _, s := range ss {
		s.CancelWrite(0)
	}
}

func sliceClosedByHelper(conns []*quic.Conn) error {
	var ss []*quic.Stream
	for _, conn := range conns {
		s, err := conn.OpenStream()
		if err != nil {
			closeEach(ss)
			return err
		}
		ss = append(ss, s)
	}
	defer closeEach(ss)
	return nil
}

func sliceReturned(conns []*quic.Conn) ([]*quic.Stream, error) {
	var ss []*quic.Stream
	for _, conn := range conns {
		s, err := conn.OpenStream()
		if err != nil {
			closeEach(ss)
			return nil, err
		}
		ss = append(ss, s)
	}
	return ss, nil
}

func sliceReturnedOrLost(conns []*quic.Conn) ([]*quic.Stream, error) {
	var ss []*quic.Stream
	for _, conn := range conns {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return nil, err
		}
		ss = append(ss, s)
	}
	return ss, nil
}

func sliceOfClosers(front, back *quic.Conn) error {
	var closers []io.Closer
	defer func() {
		for _, c := range closers {
			_ = c.Close()
		}
	}()
	a, err := front.OpenStream()
	if err != nil {
		return err
	}
	closers = append(closers, a)
	b, err := back.OpenStream()
	if err != nil {
		return err
	}
	closers = append(closers, b)
	_, err = io.Copy(a, b)
	return err
}

func sliceOfCloseFuncs(front, back *quic.Conn) error {
	var closers []func() error
	defer func() {
		for _, c := range closers {
			_ = c()
		}
	}()
	a, err := front.OpenStream()
	if err != nil {
		return err
	}
	closers = append(closers, a.Close)
	b, err := back.OpenStream()
	if err != nil {
		return err
	}
	closers = append(closers, b.Close)
	_, err = io.Copy(a, b)
	return err
}

func sliceIndexedByMake(conn *quic.Conn, n int) {
	ss := make([]*quic.Stream, n)
	defer func() {
		for _, s := range ss {
			if s != nil {
				_ = s.Close()
			}
		}
	}()
	for i := range ss {
		s, err := conn.OpenStream()
		if err != nil {
			return
		}
		ss[i] = s
	}
}

func sliceIndexedByMakeNeverClosed(conn *quic.Conn, n int) {
	ss := make([]*quic.Stream, n)
	for i := range ss {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return
		}
		ss[i] = s
	}
}

func sliceClosedDescending(conns []*quic.Conn) {
	var ss []*quic.Stream
	for _, conn := range conns {
		s, err := conn.OpenStream()
		if err != nil {
			break
		}
		ss = append(ss, s)
	}
	for i := len(ss) - 1; i >= 0; i-- {
		_ = ss[i].Close()
	}
}

func sliceAsStack(conns []*quic.Conn) {
	var ss []*quic.Stream
	for _, conn := range conns {
		s, err := conn.OpenStream()
		if err != nil {
			break
		}
		ss = append(ss, s)
	}
	for len(ss) > 0 {
		last := ss[len(ss)-1]
		ss = ss[:len(ss)-1]
		_ = last.Close()
	}
}

func sliceLiteral(front, back *quic.Conn) error {
	a, err := front.OpenStream()
	if err != nil {
		return err
	}
	b, err := back.OpenStream()
	if err != nil {
		a.CancelWrite(1)
		return err
	}
	for _, s := range []*quic.Stream{a, b} {
		err = errors.Join(err, s.Close())
	}
	return err
}

func sliceLiteralForgetsOne(front, back *quic.Conn) error {
	a, err := front.OpenStream()
	if err != nil {
		return err
	}
	b, err := back.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		a.CancelWrite(1)
		return err
	}
	for _, s := range []*quic.Stream{a} {
		_, _ = io.Copy(b, s)
		err = errors.Join(err, s.Close())
	}
	return err
}

func arrayOfTwo(front, back *quic.Conn) (err error) {
	var pair [2]*quic.Stream
	if pair[0], err = front.OpenStream(); err != nil {
		return err
	}
	defer pair[0].Close()
	if pair[1], err = back.OpenStream(); err != nil {
		return err
	}
	defer pair[1].Close()
	_, err = io.Copy(pair[0], pair[1])
	return err
}

func arrayOfTwoRanged(front, back *quic.Conn) {
	a, err := front.OpenStream()
	if err != nil {
		return
	}
	b, err := back.OpenStream()
	if err != nil {
		_ = a.Close()
		return
	}
	pair := [2]*quic.Stream{a, b}
	for _, s := range pair {
		_ = s.Close()
	}
}

func mapRangedAndClosed(conns map[string]*quic.Conn) {
	ss := make(map[string]*quic.Stream)
	for name, conn := range conns {
		s, err := conn.OpenStream()
		if err != nil {
			break
		}
		ss[name] = s
	}
	for _, s := range ss {
		_ = s.Close()
	}
}

func mapNeverRanged(conns map[string]*quic.Conn) int {
	ss := make(map[string]*quic.Stream)
	for name, conn := range conns {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			break
		}
		ss[name] = s
	}
	return len(ss)
}

func mapLostOnTheErrorPath(conns map[string]*quic.Conn) error {
	ss := make(map[string]*quic.Stream)
	for name, conn := range conns {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return err
		}
		ss[name] = s
	}
	for _, s := range ss {
		_ = s.Close()
	}
	return nil
}

func mapReturned(conns map[string]*quic.Conn) map[string]*quic.Stream {
	ss := make(map[string]*quic.Stream, len(conns))
	for name, conn := range conns {
		if s, err := conn.OpenStream(); err == nil {
			ss[name] = s
		}
	}
	return ss
}

func mapClosedByDeferredLoop(conns map[string]*quic.Conn) error {
	ss := make(map[string]*quic.Stream)
	defer func() {
		for name, s := range ss {
			delete(ss, name)
			_ = s.Close()
		}
	}()
	for name, conn := range conns {
		s, err := conn.OpenStream()
		if err != nil {
			return err
		}
		ss[name] = s
	}
	return nil
}
