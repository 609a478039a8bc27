// Package iface has wrappers around an interface that streams fit.
package iface

import (
	"io"
	"sync"

	"github.com/quic-go/quic-go"
)

// A Stream is what this package needs of a stream.
type Stream interface {
	io.ReadWriteCloser
	CancelRead(quic.StreamErrorCode)
	CancelWrite(quic.StreamErrorCode)
}

// A Plain closes what is in it.
type Plain struct{ Stream }

// New returns a Plain.
func New(s Stream) *Plain { return &Plain{Stream: s} }

// Close ends both halves.
func (w *Plain) Close() error {
	w.Stream.CancelRead(0)
	return w.Stream.Close()
}

// A Once closes once.
type Once struct {
	Stream
	once sync.Once
	err  error
}

// NewOnce returns a Once.
func NewOnce(s Stream) *Once { return &Once{Stream: s} }

// Close closes the stream once.
func (w *Once) Close() error {
	w.once.Do(func() { w.err = w.Stream.Close() })
	return w.err
}

// A Busy closes once, with a lock, and calls back.
type Busy struct {
	Stream
	once sync.Once
	mu   sync.Mutex
	err  error
	back func()
}

// NewBusy returns a Busy.
func NewBusy(s Stream, back func()) *Busy { return &Busy{Stream: s, back: back} }

// Close ends both halves once.
func (w *Busy) Close() error {
	w.once.Do(func() { w.err = w.close() })
	return w.err
}

func (w *Busy) close() error {
	if w.back != nil {
		defer w.back()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.Stream.CancelRead(0)
	return w.Stream.Close()
}
