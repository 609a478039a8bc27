// Package wrappers shows types that keep a stream: who makes one owes the
// stream in it until a method that releases it was called.
package wrappers

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"

	"github.com/quic-go/quic-go"
)

var errVersion = errors.New("unknown version")

// tunnel keeps a stream in a field; Close closes it.
type tunnel struct {
	s    *quic.Stream
	sent int
}

func newTunnel(conn *quic.Conn) (*tunnel, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &tunnel{s: s}, nil
}

func (t *tunnel) send(msg string) error {
	n, err := io.WriteString(t.s, msg)
	t.sent += n
	return err
}

func (t *tunnel) Close() error {
	t.s.CancelRead(0)
	return t.s.Close()
}

func tunnelClosed(conn *quic.Conn) error {
	t, err := newTunnel(conn)
	if err != nil {
		return err
	}
	defer t.Close()
	return t.send("hello")
}

func tunnelDropped(conn *quic.Conn) error {
	t, err := newTunnel(conn) // want "stream from newTunnel is not closed"
	if err != nil {
		return err
	}
	return t.send("hello")
}

func tunnelDroppedOnError(conn *quic.Conn) (*tunnel, error) {
	t, err := newTunnel(conn) // want "stream from newTunnel is not closed"
	if err != nil {
		return nil, err
	}
	if err := t.send("hello"); err != nil {
		return nil, err
	}
	return t, nil
}

func tunnelPassedOn(conn *quic.Conn) (*tunnel, error) {
	t, err := newTunnel(conn)
	if err != nil {
		return nil, err
	}
	if err := t.send("hello"); err != nil {
		_ = t.Close()
		return nil, err
	}
	return t, nil
}

func tunnelMadeHere(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	t := &tunnel{s: s}
	defer t.Close()
	return t.send("hello")
}

func tunnelMadeHereAndDropped(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	t := &tunnel{s: s}
	return t.send("hello")
}

func tunnelMadeHereInnerClosed(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	t := &tunnel{s: s}
	return t.send("hello")
}

func newTunnelChecked(conn *quic.Conn, version int) (*tunnel, error) {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return nil, err
	}
	t := &tunnel{s: s}
	if version != 1 {
		return nil, errVersion
	}
	return t, nil
}

func newTunnelCheckedAndClosed(conn *quic.Conn, version int) (*tunnel, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	t := &tunnel{s: s}
	if version != 1 {
		_ = t.Close()
		return nil, errVersion
	}
	return t, nil
}

// embedding promotes Close from the stream.
type embedding struct {
	*quic.Stream
	label string
}

func promotedClose(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	e := embedding{Stream: s, label: "e"}
	defer e.Close()
	_, err = io.WriteString(e, e.label)
	return err
}

func promotedCloseForgotten(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	e := &embedding{Stream: s, label: "e"}
	_, err = io.WriteString(e, e.label)
	return err
}

func promotedCancelWrite(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	e := &embedding{Stream: s}
	e.CancelWrite(1)
	return nil
}

// logging overrides Close and calls the inner one.
type logging struct {
	*quic.Stream
	log io.Writer
}

func (l *logging) Close() error {
	fmt.Fprintln(l.log, "close", l.StreamID())
	return l.Stream.Close()
}

func overriddenClose(conn *quic.Conn, log io.Writer) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	l := &logging{s, log}
	defer l.Close()
	_, err = io.WriteString(l, "x")
	return err
}

func overriddenCloseInOneBranch(conn *quic.Conn, log io.Writer) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	l := &logging{s, log}
	if _, err := l.Read(make([]byte, 1)); err != nil {
		return err
	}
	return l.Close()
}

// halfOpen overrides Close with one that ends only reading.
type halfOpen struct{ *quic.Stream }

func (h halfOpen) Close() error {
	h.CancelRead(0)
	return nil
}

func (h halfOpen) CloseBoth() error {
	h.CancelRead(0)
	return h.Stream.Close()
}

func closeThatOnlyCancelsReading(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	h := halfOpen{s}
	defer h.Close()
	_, err = io.Copy(io.Discard, h)
	return err
}

func closeBothHalves(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	h := halfOpen{s}
	defer h.CloseBoth()
	_, err = io.Copy(io.Discard, h)
	return err
}

// quiet hides the Close of what it embeds behind one that does nothing.
type quiet struct{ *embedding }

func (quiet) Close() error { return nil }

func closeHiddenByWrapper(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	q := quiet{&embedding{Stream: s}}
	defer q.Close()
	_, err = io.Copy(io.Discard, q)
	return err
}

func closeHiddenButReached(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	q := quiet{&embedding{Stream: s}}
	defer q.embedding.Close()
	_, err = io.Copy(io.Discard, q)
	return err
}

func closeHiddenBehindInterface(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	var c io.Closer = quiet{&embedding{Stream: s}}
	return c.Close()
}

// upload is released by finish or abort, never by a method named Close.
type upload struct{ body io.WriteCloser }

func startUpload(conn *quic.Conn) (*upload, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &upload{body: s}, nil
}

func (u *upload) add(b []byte) error { _, err := u.body.Write(b); return err }
func (u *upload) finish() error      { return u.body.Close() }
func (u *upload) flush() error       { return nil }

func uploadFinished(conn *quic.Conn, b []byte) error {
	u, err := startUpload(conn)
	if err != nil {
		return err
	}
	if err := u.add(b); err != nil {
		_ = u.finish()
		return err
	}
	return u.finish()
}

func uploadFlushed(conn *quic.Conn, b []byte) error {
	u, err := startUpload(conn) // want "stream from startUpload is not closed"
	if err != nil {
		return err
	}
	if err := u.add(b); err != nil {
		_ = u.finish()
		return err
	}
	return u.flush()
}

// oneShot owns its connection and closes that.
type oneShot struct {
	conn *quic.Conn
	s    *quic.Stream
}

func newOneShot(conn *quic.Conn) (*oneShot, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &oneShot{conn: conn, s: s}, nil
}

func (o *oneShot) Write(b []byte) (int, error) { return o.s.Write(b) }
func (o *oneShot) Close() error                { return o.conn.CloseWithError(0, "done") }

func oneShotClosed(conn *quic.Conn) error {
	o, err := newOneShot(conn)
	if err != nil {
		return err
	}
	defer o.Close()
	_, err = io.WriteString(o, "x")
	return err
}

func oneShotDropped(conn *quic.Conn) error {
	o, err := newOneShot(conn) // want "stream from newOneShot is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(o, "x")
	return err
}

// framed is a wrapper of a wrapper.
type framed struct {
	t   *tunnel
	buf *bufio.Writer
}

func newFramed(conn *quic.Conn) (*framed, error) {
	t, err := newTunnel(conn)
	if err != nil {
		return nil, err
	}
	return &framed{t: t, buf: bufio.NewWriter(t.s)}, nil
}

func (f *framed) Close() error {
	return errors.Join(f.buf.Flush(), f.t.Close())
}

func wrapperOfWrapperClosed(conn *quic.Conn) error {
	f, err := newFramed(conn)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.buf.WriteString("x")
	return err
}

func wrapperOfWrapperFlushed(conn *quic.Conn) error {
	f, err := newFramed(conn) // want "stream from newFramed is not closed"
	if err != nil {
		return err
	}
	if _, err := f.buf.WriteString("x"); err != nil {
		return err
	}
	return f.buf.Flush()
}

// netConn makes a net.Conn of a stream.
type netConn struct {
	*quic.Stream
	local, remote net.Addr
}

func (c *netConn) LocalAddr() net.Addr  { return c.local }
func (c *netConn) RemoteAddr() net.Addr { return c.remote }

func (c *netConn) Close() error {
	c.Stream.CancelRead(0)
	return c.Stream.Close()
}

func dialNet(conn *quic.Conn) (net.Conn, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &netConn{Stream: s, local: conn.LocalAddr(), remote: conn.RemoteAddr()}, nil
}

func netConnClosed(conn *quic.Conn) error {
	c, err := dialNet(conn)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = io.WriteString(c, "x")
	return err
}

func netConnDropped(conn *quic.Conn) error {
	c, err := dialNet(conn) // want "stream from dialNet is not closed"
	if err != nil {
		return err
	}
	_, err = io.WriteString(c, "x")
	return err
}

// onceCloser closes by a sync.Once.
type onceCloser struct {
	io.ReadWriteCloser
	once sync.Once
}

func (o *onceCloser) Close() (err error) {
	o.once.Do(func() { err = o.ReadWriteCloser.Close() })
	return err
}

func onceClosed(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	o := &onceCloser{ReadWriteCloser: s}
	defer o.Close()
	_, err = io.WriteString(o, "x")
	return err
}

// byValue has a value receiver.
type byValue struct{ w io.WriteCloser }

func (b byValue) Close() error { return b.w.Close() }

func valueReceiverClosed(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	b := byValue{s}
	defer b.Close()
	_, err = b.w.Write([]byte("x"))
	return err
}

func valueReceiverDropped(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	b := byValue{s}
	_, err = b.w.Write([]byte("x"))
	return err
}

func valueReceiverThroughPointer(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	b := &byValue{s}
	return b.Close()
}

// guarded closes what it has, if it has anything.
type guarded struct{ s *quic.Stream }

func (g *guarded) open(conn *quic.Conn) (err error) {
	g.s, err = conn.OpenStream()
	return err
}

func (g *guarded) Close() error {
	if g.s == nil {
		return nil
	}
	return g.s.Close()
}

func guardedClosed(conn *quic.Conn) error {
	var g guarded
	defer g.Close()
	if err := g.open(conn); err != nil {
		return err
	}
	_, err := io.WriteString(g.s, "x")
	return err
}

// generic wraps anything that can be closed.
type generic[T io.Closer] struct{ inner T }

func (g generic[T]) Close() error { return g.inner.Close() }

func genericWrapperClosed(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	g := generic[*quic.Stream]{s}
	defer g.Close()
	_, err = io.WriteString(g.inner, "x")
	return err
}

func genericWrapperDropped(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	g := generic[*quic.Stream]{s}
	_, err = io.WriteString(g.inner, "x")
	return err
}

func bufioFlushed(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	w := bufio.NewWriter(s)
	defer w.Flush()
	_, err = w.WriteString("x")
	return err
}

func bufioFlushedAndClosed(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	w := bufio.NewWriter(s)
	defer w.Flush()
	_, err = w.WriteString("x")
	return err
}

func jsonEncoded(conn *quic.Conn, v any) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	return json.NewEncoder(s).Encode(v)
}

func jsonEncodedAndClosed(conn *quic.Conn, v any) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	return errors.Join(json.NewEncoder(s).Encode(v), s.Close())
}

func nopCloserClosed(conn *quic.Conn) error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	rc := io.NopCloser(s)
	defer rc.Close()
	_, err = io.Copy(io.Discard, rc)
	return err
}

func nopCloserBesideClose(conn *quic.Conn) (io.ReadCloser, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return io.NopCloser(s), nil
}
