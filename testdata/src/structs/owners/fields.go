// Package owners shows owners that outlive a function: fields, maps, slices and
// channels. If nothing in the package releases what is put there, the store is
// reported.
package owners

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"github.com/quic-go/quic-go"
)

var errNoStream = errors.New("no stream")

// neverClosed has nobody who closes its stream.
type neverClosed struct {
	str *quic.Stream
}

func (c *neverClosed) open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	c.str = s // want "stream from OpenStream is stored in"
	return nil
}

func (c *neverClosed) say(msg string) error {
	_, err := io.WriteString(c.str, msg)
	return err
}

// assignedDirectly receives its stream straight from the call.
type assignedDirectly struct {
	str *quic.Stream
}

func (c *assignedDirectly) open(conn *quic.Conn) (err error) {
	c.str, err = conn.OpenStream() // want "stream from OpenStream is stored in"
	return err
}

// Reporter has no method that closes.
type Reporter struct {
	str  *quic.Stream
	lock sync.Mutex
}

// NewReporter hands out a Reporter, which nobody can close.
func NewReporter(conn *quic.Conn) (*Reporter, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &Reporter{str: s}, nil // want "stream from OpenStream is stored in"
}

// Report writes one line.
func (r *Reporter) Report(line string) {
	r.lock.Lock()
	defer r.lock.Unlock()
	_, _ = io.WriteString(r.str, line)
}

// Closable has a Close method.
type Closable struct {
	str *quic.Stream
}

// NewClosable hands out a Closable.
func NewClosable(conn *quic.Conn) (*Closable, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &Closable{str: s}, nil
}

// Close closes the stream.
func (c *Closable) Close() error { return c.str.Close() }

// readCloser has a Close method that ends only reading.
type readCloser struct {
	str *quic.Stream
}

func (r *readCloser) open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	r.str = s // want "stream from OpenStream is stored in"
	return nil
}

func (r *readCloser) Close() error {
	r.str.CancelRead(0)
	return nil
}

// setToNil forgets its stream instead of closing it.
type setToNil struct {
	str *quic.Stream
}

func (c *setToNil) open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	c.str = s // want "stream from OpenStream is stored in"
	return nil
}

func (c *setToNil) reset() { c.str = nil }

// borrowedOnly passes its stream to functions that only write.
type borrowedOnly struct {
	str *quic.Stream
}

func (c *borrowedOnly) open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	c.str = s // want "stream from OpenStream is stored in"
	return nil
}

func (c *borrowedOnly) copyFrom(r io.Reader) error {
	_, err := io.Copy(c.str, r)
	return err
}

// writerOnly keeps its stream as something that cannot be closed.
type writerOnly struct {
	w io.Writer
}

func (c *writerOnly) open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	c.w = s // want "stream from OpenStream is stored in"
	return nil
}

// twoFields closes one of two.
type twoFields struct {
	in, out *quic.Stream
}

func (c *twoFields) openIn(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	c.in = s
	return nil
}

func (c *twoFields) openOut(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	c.out = s // want "stream from OpenStream is stored in"
	return nil
}

func (c *twoFields) Close() error {
	c.out.CancelRead(0)
	return c.in.Close()
}

// stopped is released by a method of another name.
type stopped struct {
	str *quic.Stream
}

func (c *stopped) start(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	c.str = s
	return nil
}

func (c *stopped) stop() {
	if c.str != nil {
		c.str.CancelWrite(0)
	}
}

// lender hands its stream out.
type lender struct {
	str *quic.Stream
}

func (c *lender) open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	c.str = s
	return nil
}

// Stream returns the stream; what becomes of it is the caller's business.
func (c *lender) Stream() *quic.Stream { return c.str }

// Public has an exported field: anybody may close what is in it.
type Public struct {
	Str *quic.Stream
}

// Open opens the stream.
func (p *Public) Open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	p.Str = s
	return nil
}

// connBeside closes the connection held beside the stream.
type connBeside struct {
	conn *quic.Conn
	str  *quic.Stream
}

func (c *connBeside) open() error {
	s, err := c.conn.OpenStream()
	if err != nil {
		return err
	}
	c.str = s
	return nil
}

func (c *connBeside) Close() error { return c.conn.CloseWithError(0, "") }

// looper's goroutine closes the stream when it ends.
type looper struct {
	str  *quic.Stream
	stop chan struct{}
}

func startLooper(conn *quic.Conn) (*looper, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	l := &looper{str: s, stop: make(chan struct{})}
	go l.loop()
	return l, nil
}

func (l *looper) loop() {
	defer l.str.Close()
	for {
		select {
		case <-l.stop:
			return
		case <-time.After(time.Second):
			if _, err := l.str.Write([]byte{0}); err != nil {
				return
			}
		}
	}
}

// careless has a goroutine too, but it closes nothing.
type careless struct {
	str  *quic.Stream
	stop chan struct{}
}

func (c *careless) start(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	c.str = s // want "stream from OpenStream is stored in"
	go c.loop()
	return nil
}

func (c *careless) loop() {
	for {
		select {
		case <-c.stop:
			return
		case <-time.After(time.Second):
			if _, err := c.str.Write([]byte{0}); err != nil {
				return
			}
		}
	}
}

// redialer closes the old stream before it keeps a new one.
type redialer struct {
	str *quic.Stream
}

func (r *redialer) redial(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	if r.str != nil {
		r.str.CancelRead(0)
		_ = r.str.Close()
	}
	r.str = s
	return nil
}

// swapper takes the stream out under a lock and closes it outside.
type swapper struct {
	mu  sync.Mutex
	str *quic.Stream
}

func (w *swapper) open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	w.mu.Lock()
	w.str = s
	w.mu.Unlock()
	return nil
}

func (w *swapper) Close() error {
	w.mu.Lock()
	s := w.str
	w.str = nil
	w.mu.Unlock()
	if s == nil {
		return errNoStream
	}
	return s.Close()
}

func closeQuietly(c io.Closer) {
	if c != nil {
		_ = c.Close()
	}
}

// helped passes its stream to a helper that closes.
type helped struct {
	str *quic.Stream
}

func (h *helped) open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	h.str = s
	return nil
}

func (h *helped) done() { closeQuietly(h.str) }

// timed is closed by a timer.
type timed struct {
	str *quic.Stream
}

func (t *timed) open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	t.str = s
	time.AfterFunc(time.Minute, func() { t.str.CancelWrite(0) })
	return nil
}

// secured gives its stream to code that cannot be seen and may close it.
type secured struct {
	str  net.Conn
	conf *tls.Config
}

type addrStream struct{ *quic.Stream }

func (addrStream) LocalAddr() net.Addr  { return nil }
func (addrStream) RemoteAddr() net.Addr { return nil }

func (c *secured) open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	c.str = addrStream{s}
	return nil
}

func (c *secured) client() *tls.Conn { return tls.Client(c.str, c.conf) }

// cached opens its stream once and closes it at the end.
type cached struct {
	once sync.Once
	str  *quic.Stream
	err  error
}

func (c *cached) get(conn *quic.Conn) (io.Writer, error) {
	c.once.Do(func() {
		c.str, c.err = conn.OpenStream()
	})
	return c.str, c.err
}

func (c *cached) Close() error {
	if c.str == nil {
		return nil
	}
	return c.str.Close()
}

// outer keeps an inner that keeps the stream.
type outer struct {
	in inner
}

type inner struct {
	str *quic.Stream
}

func (o *outer) open(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	o.in.str = s
	return nil
}

func (o *outer) Close() error { return o.in.close() }
func (i *inner) close() error { return i.str.Close() }

// peer is made by a constructor that fails half-way.
type peer struct {
	str *quic.Stream
}

func newPeer(conn *quic.Conn) (*peer, error) {
	p := &peer{}
	var err error
	p.str, err = conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return nil, err
	}
	if err := p.hello(); err != nil {
		return nil, err
	}
	return p, nil
}

func newPeerClosing(conn *quic.Conn) (*peer, error) {
	p := &peer{}
	var err error
	p.str, err = conn.OpenStream()
	if err != nil {
		return nil, err
	}
	if err := p.hello(); err != nil {
		_ = p.Close()
		return nil, err
	}
	return p, nil
}

func (p *peer) hello() error {
	_, err := io.ReadFull(p.str, make([]byte, 1))
	return err
}

func (p *peer) Close() error { return p.str.Close() }
