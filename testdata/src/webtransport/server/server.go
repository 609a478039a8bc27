// Package server rebuilds what a WebTransport server does with the streams of a
// QUIC connection: give them to http3, which takes them over, or to a session.
package server

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"sync"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
	"github.com/quic-go/quic-go/quicvarint"
)

const frameType = 0x41

// allToHTTP3 gives every stream away.
func allToHTTP3(ctx context.Context, conn *quic.Conn, h *http3.RawServerConn) error {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return err
		}
		go h.HandleRequestStream(s)
	}
}

func oneToHTTP3(ctx context.Context, conn *quic.Conn, h *http3.RawServerConn) error {
	s, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	h.HandleRequestStream(s)
	return nil
}

// dispatch drops streams whose first bytes cannot be read.
func dispatch(ctx context.Context, conn *quic.Conn, h *http3.RawServerConn, m *manager) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return
		}
		wg.Go(func() {
			typ, err := quicvarint.Peek(s)
			if err != nil {
				return
			}
			if typ != frameType {
				h.HandleRequestStream(s)
				return
			}
			r := quicvarint.NewReader(s)
			if _, err := quicvarint.Read(r); err != nil {
				return
			}
			id, err := quicvarint.Read(r)
			if err != nil {
				s.CancelRead(quic.StreamErrorCode(http3.ErrCodeGeneralProtocolError))
				s.CancelWrite(quic.StreamErrorCode(http3.ErrCodeGeneralProtocolError))
				return
			}
			if id%4 != 0 {
				_ = conn.CloseWithError(quic.ApplicationErrorCode(http3.ErrCodeIDError), "")
				return
			}
			m.addStream(s, id)
		})
	}
}

// dispatchFixed cancels them.
func dispatchFixed(ctx context.Context, conn *quic.Conn, h *http3.RawServerConn, m *manager) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		wg.Go(func() {
			typ, err := quicvarint.Peek(s)
			if err != nil {
				cancel(s)
				return
			}
			if typ != frameType {
				h.HandleRequestStream(s)
				return
			}
			r := quicvarint.NewReader(s)
			if _, err := quicvarint.Read(r); err != nil {
				cancel(s)
				return
			}
			id, err := quicvarint.Read(r)
			if err != nil {
				cancel(s)
				return
			}
			if id%4 != 0 {
				_ = conn.CloseWithError(quic.ApplicationErrorCode(http3.ErrCodeIDError), "")
				return
			}
			m.addStream(s, id)
		})
	}
}

func cancel(s *quic.Stream) {
	s.CancelRead(0)
	s.CancelWrite(0)
}

// clientDispatch is the other end: a stream that is not for a session is given
// to the client connection, which closes the connection.
func clientDispatch(ctx context.Context, conn *quic.Conn, c *http3.ClientConn, m *manager) {
	for {
		s, err := conn.AcceptStream(ctx)
		if err != nil {
			return
		}
		go func() {
			typ, err := quicvarint.Peek(s)
			if err != nil {
				cancel(s)
				return
			}
			if typ != frameType {
				c.HandleBidirectionalStream(s)
				return
			}
			m.addStream(s, typ)
		}()
	}
}

func clientDispatchDropping(ctx context.Context, conn *quic.Conn, c *http3.ClientConn, m *manager) {
	for {
		s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
		if err != nil {
			return
		}
		go func() {
			typ, err := quicvarint.Peek(s)
			if err != nil {
				return
			}
			if typ != frameType {
				c.HandleBidirectionalStream(s)
				return
			}
			m.addStream(s, typ)
		}()
	}
}

// handedToServer: what the library accepts of this connection is its own, and
// the stream opened before ends with the connection.
func handedToServer(ctx context.Context, conn *quic.Conn, srv *http3.Server) error {
	s, err := conn.OpenStreamSync(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := binary.Write(s, binary.BigEndian, uint32(1)); err != nil {
		return err
	}
	return srv.ServeQUICConn(conn)
}

// manager keeps streams until their session exists, or cancels them.
type manager struct {
	mu      sync.Mutex
	pending map[uint64][]*quic.Stream
	closed  bool
}

func (m *manager) addStream(s *quic.Stream, id uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		cancel(s)
		return
	}
	m.pending[id] = append(m.pending[id], s)
}

func (m *manager) expire(id uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.pending[id] {
		s.CancelRead(1)
		s.CancelWrite(1)
	}
	delete(m.pending, id)
}

// peeked reads the frame type through a buffer and gives away the stream, not
// the buffer.
func peeked(ctx context.Context, conn *quic.Conn, h *http3.RawServerConn) error {
	s, err := conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return err
	}
	b, err := bufio.NewReader(s).Peek(1)
	if err != nil && err != io.EOF {
		return err
	}
	if len(b) == 0 {
		cancel(s)
		return io.ErrUnexpectedEOF
	}
	h.HandleRequestStream(s)
	return nil
}
