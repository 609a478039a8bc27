package guards

import (
	"context"
	"io"
	"sync"
	"sync/atomic"

	"github.com/quic-go/quic-go"
)

// peer closes its connection once, in several ways.
type peer struct {
	conn   *quic.Conn
	mu     sync.Mutex
	done   chan struct{}
	left   chan struct{}
	gone   atomic.Bool
	closed bool
	err    error
}

func (p *peer) shutByDone() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.done:
		return
	default:
		close(p.done)
	}
	p.conn.CloseWithError(1, "")
}

func (p *peer) shutByFlag() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	p.closed = true
	p.conn.CloseWithError(1, "")
}

func (p *peer) shutByErr() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return p.err
	}
	p.err = errClosed
	return p.conn.CloseWithError(0, "")
}

func (p *peer) CloseWithError(code quic.ApplicationErrorCode, reason string) error {
	if p.gone.Load() {
		return nil
	}
	p.gone.Store(true)
	return p.conn.CloseWithError(code, reason)
}

// shutUnlessDone leaves the closing to whoever has closed done.
func (p *peer) shutUnlessDone() {
	select {
	case <-p.done:
		return
	default:
	}
	p.conn.CloseWithError(1, "")
}

// leave closes a channel and nothing else.
func (p *peer) leave() { close(p.left) }

func (p *peer) shutUnlessLeft() {
	select {
	case <-p.left:
		return
	default:
	}
	p.conn.CloseWithError(1, "")
}

func (p *peer) acceptByDone(ctx context.Context, hello []byte) {
	s, err := p.conn.AcceptStream(ctx)
	if err != nil {
		p.shutByDone()
		return
	}
	if _, err := io.ReadFull(s, hello); err != nil {
		p.shutByDone()
		return
	}
	s.Close()
}

func (p *peer) acceptByFlag(ctx context.Context, hello []byte) {
	s, err := p.conn.AcceptStream(ctx)
	if err != nil {
		return
	}
	if _, err := io.ReadFull(s, hello); err != nil {
		p.shutByFlag()
		return
	}
	s.Close()
}

func (p *peer) acceptUnlessDone(ctx context.Context, hello []byte) {
	s, err := p.conn.AcceptStream(ctx)
	if err != nil {
		return
	}
	if _, err := io.ReadFull(s, hello); err != nil {
		p.shutUnlessDone()
		return
	}
	s.Close()
}

func (p *peer) acceptUnlessLeft(ctx context.Context, hello []byte) {
	s, err := p.conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		return
	}
	if _, err := io.ReadFull(s, hello); err != nil {
		p.shutUnlessLeft()
		return
	}
	s.Close()
}

func (p *peer) acceptAndLeave(ctx context.Context, hello []byte) {
	s, err := p.conn.AcceptStream(ctx) // want "stream from AcceptStream is not closed"
	if err != nil {
		p.shutByFlag()
		return
	}
	if _, err := io.ReadFull(s, hello); err != nil {
		return
	}
	s.Close()
}

func askByErr(p *peer, answer []byte) error {
	s, err := p.conn.OpenStream()
	if err != nil {
		return err
	}
	defer p.shutByErr()
	_, err = s.Read(answer)
	return err
}

func askByLoad(p *peer, answer []byte) error {
	s, err := p.conn.OpenStream()
	if err != nil {
		return err
	}
	defer p.CloseWithError(0, "")
	_, err = s.Read(answer)
	return err
}

func askAlone(conn *quic.Conn, answer []byte) error {
	p := &peer{conn: conn}
	defer p.CloseWithError(0, "")
	s, err := p.conn.OpenStream()
	if err != nil {
		return err
	}
	_, err = s.Read(answer)
	return err
}
