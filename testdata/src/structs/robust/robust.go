// Package robust shows code that must neither crash nor hang an analyzer, with
// a few streams in it so that it is walked.
package robust

import (
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"sync"

	"github.com/quic-go/quic-go"
)

// --- declarations ---

func empty() {}

func emptyWithStream(*quic.Stream) {}

func unnamedParameters(context.Context, *quic.Conn, ...*quic.Stream) (_ *quic.Stream, _ error) {
	return
}

func _() {}

func _(conn *quic.Conn) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	_, _ = io.WriteString(s, "x")
}

func _(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	defer s.Close()
}

type blank struct {
	_ int
	_ *quic.Stream
	f func(*blank) *blank
}

func (*blank) _()       {}
func (blank) valueOne() {}

var (
	defaultConn     *quic.Conn
	first, firstErr = open(defaultConn)
	second, _       = open(defaultConn)
	closers         = []func() error{
		func() error { return nil },
		func() error {
			s, err := defaultConn.OpenStream()
			if err != nil {
				return err
			}
			return s.Close()
		},
	}
	dropping = func() error {
		s, err := defaultConn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return err
		}
		_, err = io.WriteString(s, "x")
		return err
	}
	_ = func() int { return 1 }()
)

func open(conn *quic.Conn) (*quic.Stream, error) {
	if conn == nil {
		return nil, errors.New("no connection")
	}
	return conn.OpenStream()
}

func init() {}

func init() {
	if defaultConn == nil {
		return
	}
	s, err := defaultConn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	_, _ = io.WriteString(s, "x")
}

func init() {
	if first != nil {
		_ = first.Close()
	}
	_ = second
	_ = closers
	_ = firstErr
	_ = dropping
}

// --- ends that are no ends ---

func selectForever(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	_, _ = io.WriteString(s, "x")
	select {}
}

func loopForever(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	for {
		_, _ = s.Write(nil)
	}
}

func emptyLoopForever() {
	for {
	}
}

func callsForever(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	_, _ = io.WriteString(s, "x")
	emptyLoopForever()
}

func infiniteRecursion(s *quic.Stream) { infiniteRecursion(s) }

func recursesForever(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	infiniteRecursion(s)
}

func mutualA(s *quic.Stream, n int) {
	if n > 0 {
		mutualB(s, n-1)
		return
	}
	_ = s.Close()
}

func mutualB(s *quic.Stream, n int) {
	if n > 0 {
		mutualA(s, n-1)
		return
	}
	_ = s.Close()
}

func mutualRecursion(conn *quic.Conn, n int) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	mutualA(s, n)
}

func exits(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	_, _ = io.WriteString(s, "x")
	os.Exit(0)
}

func unreachable(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return s.Close()
	_, err = io.WriteString(s, "x")
	return err
}

func unreachableAcquire(conn *quic.Conn) {
	return
	s, _ := conn.OpenStream()
	_, _ = io.WriteString(s, "x")
}

func falseBranch(conn *quic.Conn) {
	const debug = false
	if debug {
		s, _ := conn.OpenStream()
		_, _ = io.WriteString(s, "x")
	}
}

func panics(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	panic(s.StreamID())
}

// --- jumps ---

func gotoRetry(conn *quic.Conn, n int) error {
	var (
		s   *quic.Stream
		err error
		i   int
	)
again:
	s, err = conn.OpenStream()
	if err != nil {
		goto fail
	}
	if i < n {
		i++
		_ = s.Close()
		goto again
	}
	goto done
fail:
	return err
done:
	return s.Close()
}

func gotoRetryLeaks(conn *quic.Conn, n int) error {
	var (
		s   *quic.Stream
		err error
		i   int
	)
again:
	s, err = conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		goto fail
	}
	if i < n {
		i++
		goto again
	}
	return s.Close()
fail:
	return err
}

func gotoIntoTheMiddle(conn *quic.Conn, state int) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	switch state {
	case 0:
		goto a
	case 1:
		goto b
	default:
		goto c
	}
a:
	_, _ = io.WriteString(s, "a")
	if state++; state > 3 {
		goto c
	}
b:
	_, _ = io.WriteString(s, "b")
	if state++; state < 2 {
		goto a
	}
c:
	_ = s.Close()
}

func labels(conn *quic.Conn, rows [][]byte) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
outer:
	for _, row := range rows {
		for _, b := range row {
			switch b {
			case 0:
				continue outer
			case 1:
				break outer
			case 2:
				continue
			default:
				_, _ = s.Write(row)
			}
		}
	}
	_ = s.Close()
}

func fallsThrough(conn *quic.Conn, n int) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return
	}
	switch n {
	case 0:
		_, _ = io.WriteString(s, "zero")
		fallthrough
	case 1:
		_ = s.Close()
	case 2:
		_, _ = io.WriteString(s, "two")
	default:
		s.CancelWrite(0)
	}
}

func hugeSwitch(conn *quic.Conn, n int) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	name := ""
	switch n {
	case 0:
		name = "a"
	case 1:
		name = "b"
	case 2:
		name = "c"
	case 3:
		name = "d"
	case 4:
		name = "e"
	case 5:
		name = "f"
	case 6:
		name = "g"
	case 7:
		name = "h"
	case 8:
		name = "i"
	case 9:
		name = "j"
	case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29:
		name = "many"
	case 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49:
		name = "more"
	}
	_, _ = io.WriteString(s, name)
	_ = s.Close()
}

func manyIfs(conn *quic.Conn, bits uint) int {
	s, err := conn.OpenStream()
	if err != nil {
		return 0
	}
	n := 0
	if bits&1 != 0 {
		n++
	}
	if bits&2 != 0 {
		n++
	}
	if bits&4 != 0 {
		n++
	}
	if bits&8 != 0 {
		n++
	}
	if bits&16 != 0 {
		n++
	}
	if bits&32 != 0 {
		n++
	}
	if bits&64 != 0 {
		n++
	}
	if bits&128 != 0 {
		n++
	}
	if bits&256 != 0 {
		n++
	}
	if bits&512 != 0 {
		n++
	}
	if bits&1024 != 0 {
		n++
	}
	if bits&2048 != 0 {
		n++
	}
	if bits&4096 != 0 {
		n++
	}
	if bits&8192 != 0 {
		n++
	}
	if bits&16384 != 0 {
		n++
	}
	if bits&32768 != 0 {
		n++
	}
	_ = s.Close()
	return n
}

func manyDefers(conn *quic.Conn, bits uint) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	defer s.Close()
	if bits&1 != 0 {
		defer empty()
	}
	if bits&2 != 0 {
		defer emptyWithStream(s)
	}
	if bits&4 != 0 {
		defer s.CancelRead(0)
	}
	for range bits {
		defer s.CancelRead(1)
	}
	defer func() { defer func() { _ = recover() }() }()
}

func selects(ctx context.Context, conn *quic.Conn, in <-chan []byte, out chan<- *quic.Stream) {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return
	}
	for {
		select {
		case b, ok := <-in:
			if !ok {
				_ = s.Close()
				return
			}
			_, _ = s.Write(b)
		case out <- s:
			return
		case <-ctx.Done():
			s.CancelWrite(1)
			return
		}
	}
}

func closureInClosureInClosure(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return func() error {
		return func() error {
			return func() error { return s.Close() }()
		}()
	}()
}

func selfReferring(conn *quic.Conn) {
	s, err := conn.OpenStream()
	if err != nil {
		return
	}
	var walk func(int)
	walk = func(n int) {
		if n == 0 {
			_ = s.Close()
			return
		}
		walk(n - 1)
	}
	walk(3)
}

// --- range over functions ---

func numbers(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func rangeFuncDefer(conn *quic.Conn, n int) error {
	for range numbers(n) {
		s, err := conn.OpenStream()
		if err != nil {
			return err
		}
		defer s.Close()
	}
	return nil
}

func rangeFuncCloses(conn *quic.Conn, n int) error {
	for range numbers(n) {
		s, err := conn.OpenStream()
		if err != nil {
			return err
		}
		if err := s.Close(); err != nil {
			return err
		}
	}
	return nil
}

func rangeFuncLeaks(conn *quic.Conn, n int) error {
	for i := range numbers(n) {
		s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
		if err != nil {
			return err
		}
		if i == 3 {
			break
		}
		_ = s.Close()
	}
	return nil
}

func rangeFuncContinueWithDefer(conn *quic.Conn, n int) {
outer:
	for i := range numbers(n) {
		for j := range numbers(i) {
			s, err := conn.OpenStream()
			if err != nil {
				continue outer
			}
			defer s.Close()
			if j == 2 {
				continue outer
			}
			if j == 4 {
				break outer
			}
		}
	}
}

func rangeFuncContinueLeaks(conn *quic.Conn, n int) {
outer:
	for i := range numbers(n) {
		for j := range numbers(i) {
			s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
			if err != nil {
				continue outer
			}
			if j == 2 {
				continue outer
			}
			_ = s.Close()
		}
	}
}

func rangeFuncGoto(conn *quic.Conn, n int) error {
	for i := range numbers(n) {
		s, err := conn.OpenStream()
		if err != nil {
			goto fail
		}
		_ = s.Close()
		if i == 5 {
			goto done
		}
	}
done:
	return nil
fail:
	return errors.New("failed")
}

func rangeFuncOuterStream(conn *quic.Conn, n int) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	for i := range numbers(n) {
		if _, err := s.Write([]byte{byte(i)}); err != nil {
			s.CancelWrite(1)
			return err
		}
	}
	return s.Close()
}

func rangeFuncOuterStreamLeaks(conn *quic.Conn, n int) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	for i := range numbers(n) {
		if _, err := s.Read([]byte{byte(i)}); err != nil {
			return err
		}
	}
	return s.Close()
}

// accepted yields the streams a peer opens; its user owns them.
func accepted(ctx context.Context, conn *quic.Conn) iter.Seq2[*quic.Stream, error] {
	return func(yield func(*quic.Stream, error) bool) {
		for {
			s, err := conn.AcceptStream(ctx)
			if !yield(s, err) || err != nil {
				return
			}
		}
	}
}

func rangeOverStreams(ctx context.Context, conn *quic.Conn) error {
	for s, err := range accepted(ctx, conn) {
		if err != nil {
			return err
		}
		_ = s.Close()
	}
	return nil
}

// --- generics ---

type box[T any] struct {
	v  T
	mu sync.Mutex
}

func (b *box[T]) set(v T) { b.mu.Lock(); b.v = v; b.mu.Unlock() }
func (b *box[T]) get() T  { return b.v }

type closerBox[T io.Closer] struct {
	box[T]
}

func (c *closerBox[T]) Close() error { return c.get().Close() }

func genericMethods(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	var b closerBox[*quic.Stream]
	b.set(s)
	return b.Close()
}

func genericMethodsInnerClosed(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	var b box[io.Writer]
	b.set(s)
	_, err = b.get().Write([]byte("x"))
	return err
}

type embedsGeneric struct {
	*closerBox[*quic.Stream]
	tree[int]
}

type tree[K comparable] struct {
	left, right *tree[K]
	key         K
}

func (t *tree[K]) walk(yield func(K) bool) bool {
	return t == nil || t.left.walk(yield) && yield(t.key) && t.right.walk(yield)
}

func methodOfEmbeddedGeneric(e embedsGeneric, conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	e.set(s)
	return e.Close()
}

type streamer interface {
	io.ReadWriteCloser
	CancelWrite(quic.StreamErrorCode)
}

type dialer[S streamer] interface {
	OpenStream() (S, error)
}

func genericAcquire[S streamer, D dialer[S]](d D) error {
	s, err := d.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Write([]byte("x"))
	return err
}

func instantiates(conn *quic.Conn) error {
	return genericAcquire[*quic.Stream](conn)
}

func genericWithConcreteAcquire[T any](conn *quic.Conn, v T, write func(io.Writer, T) error) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return write(s, v)
}

func genericWithConcreteAcquireClosed[T any](conn *quic.Conn, v T, write func(io.Writer, T) error) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	return write(s, v)
}

func neverInstantiated[K comparable, V any](m map[K]V, conn *quic.Conn) (n int) {
	for range m {
		s, err := conn.OpenStream()
		if err != nil {
			return n
		}
		_ = s.Close()
		n++
	}
	return n
}
