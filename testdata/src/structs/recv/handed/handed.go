// Package handed shows who else may read a stream, or cancel it.
package handed

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/rpc"

	"github.com/quic-go/quic-go"
)

// Unknown hands the stream to code that cannot be seen as a reader: it may read
// to the end.
func Unknown(conn *quic.Conn, parse func(io.Reader) error) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	defer s.Close()
	return parse(s)
}

// Written hands it over as a writer only.
func Written(conn *quic.Conn, print func(io.Writer) error) error {
	s, err := conn.OpenStream() // want "never read when Written returns"
	if err != nil {
		return err
	}
	defer s.Close()
	return print(s)
}

// Request reads a request and then its body, which reads what is left.
func Request(ctx context.Context, conn *quic.Conn) (*http.Request, error) {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return http.ReadRequest(bufio.NewReader(s))
}

// Serve reads until the client hangs up.
func Serve(ctx context.Context, conn *quic.Conn, server *rpc.Server) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	server.ServeConn(s)
	return nil
}

// streamConn is a connection made of a stream. Close ends both halves.
type streamConn struct {
	*quic.Stream
	conn *quic.Conn
}

func (c *streamConn) Close() error {
	c.CancelRead(0)
	return c.Stream.Close()
}

func (c *streamConn) LocalAddr() net.Addr  { return c.conn.LocalAddr() }
func (c *streamConn) RemoteAddr() net.Addr { return c.conn.RemoteAddr() }

// Wrapped ends both halves with the method of the wrapper.
func Wrapped(conn *quic.Conn) error {
	s, err := conn.OpenStream()
	if err != nil {
		return err
	}
	c := &streamConn{s, conn}
	defer c.Close()
	_, err = c.Write(nil)
	return err
}

// Dial returns the wrapper as an interface.
func Dial(conn *quic.Conn) (net.Conn, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &streamConn{s, conn}, nil
}

// Dialled ends both halves with the Close of the interface.
func Dialled(conn *quic.Conn) error {
	c, err := Dial(conn)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Write(nil)
	return err
}

// Forgotten does not.
func Forgotten(conn *quic.Conn) error {
	c, err := Dial(conn) // want "Dial is not closed" "stream from Dial is not read to its end or cancelled on every path: never read when Forgotten returns .*; it stays in memory until its connection ends"
	if err != nil {
		return err
	}
	_, err = c.Write(nil)
	return err
}

// halfConn is another one, whose Close ends the send half alone.
type halfConn struct{ s *quic.Stream }

func (c halfConn) Read(p []byte) (int, error)  { return c.s.Read(p) }
func (c halfConn) Write(p []byte) (int, error) { return c.s.Write(p) }
func (c halfConn) Close() error                { return c.s.Close() }

// Half closes the wrapper, which is not enough.
func Half(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "read in part when Half returns"
	if err != nil {
		return err
	}
	var c io.ReadWriteCloser = halfConn{s}
	defer c.Close()
	_, err = c.Read(make([]byte, 8))
	return err
}

// HalfToTheEnd reads through the wrapper until there is nothing left.
func HalfToTheEnd(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	c := halfConn{s}
	defer c.Close()
	_, err = io.Copy(io.Discard, c)
	return err
}

// session keeps streams; somebody may read them.
type session struct{ streams []*quic.Stream }

// Keep stores the stream.
func (s *session) Keep(ctx context.Context, conn *quic.Conn) error {
	str, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	s.streams = append(s.streams, str)
	return nil
}

// closeAll closes all streams.
func (s *session) closeAll() {
	for _, str := range s.streams {
		str.Close()
	}
}

// Helper closes the stream by a helper, which does not read it.
func Helper(ctx context.Context, conn *quic.Conn) error {
	s, err := conn.AcceptStream(ctx) // want "never read when Helper returns"
	if err != nil {
		return err
	}
	reply(s)
	return nil
}

func reply(rw io.ReadWriteCloser) {
	defer rw.Close()
	rw.Write(nil)
}

// request ends the receive half when it fails, and leaves it to its callers
// otherwise.
func request(conn *quic.Conn) (*quic.Stream, error) {
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	if _, err := s.Write(nil); err != nil {
		s.CancelRead(0)
		s.CancelWrite(0)
		return nil, err
	}
	s.Close()
	return s, nil
}

// Cancels ends what it got.
func Cancels(conn *quic.Conn) error {
	s, err := request(conn)
	if err != nil {
		return err
	}
	s.CancelRead(0)
	return nil
}

// Worker closes the stream if the connection has ended, which ended the other
// half as well.
func Worker(ctx context.Context, conn *quic.Conn, pool chan struct{}) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	if !acquireWorker(conn.Context(), pool) {
		return s.Close()
	}
	defer func() { <-pool }()
	defer s.Close()
	_, err = io.Copy(io.Discard, s)
	return err
}

func acquireWorker(ctx context.Context, pool chan<- struct{}) bool {
	select {
	case pool <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

// pending are streams of sessions that are not there yet.
type pending struct{ streams []*quic.Stream }

type sessions struct{ pending map[int]*pending }

// Later keeps the stream in an entry that it puts into a map first.
func (m *sessions) Later(ctx context.Context, conn *quic.Conn, id int) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		p, ok := m.pending[id]
		if !ok {
			p = &pending{}
			m.pending[id] = p
		}
		p.streams = append(p.streams, s)
	}
}

// drop ends what is left of the streams of a session.
func (m *sessions) drop(id int) {
	for _, s := range m.pending[id].streams {
		s.CancelRead(0)
		s.CancelWrite(0)
	}
	delete(m.pending, id)
}
