// Package latch has the guards of another package.
package latch

import (
	"sync"
	"sync/atomic"

	"github.com/quic-go/quic-go"
)

// A Swap closes for the one who swaps.
type Swap struct {
	closed atomic.Bool
	S      *quic.Stream
}

// Close closes the stream, the first time.
func (g *Swap) Close() error {
	if !g.closed.CompareAndSwap(false, true) {
		return nil
	}
	return g.S.Close()
}

// A Once closes once.
type Once struct {
	once sync.Once
	err  error
	S    *quic.Stream
}

// Close closes the stream, the first time.
func (g *Once) Close() error {
	g.once.Do(func() { g.err = g.S.Close() })
	return g.err
}

// A Flag has a plain flag and a lock.
type Flag struct {
	mu     sync.Mutex
	closed bool
	S      *quic.Stream
}

// Close closes the stream, the first time.
func (g *Flag) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil
	}
	g.closed = true
	return g.S.Close()
}
