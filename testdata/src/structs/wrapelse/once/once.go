// Package once has wrappers that close the stream the first time only.
package once

import (
	"sync"

	"github.com/quic-go/quic-go"
)

// A Hidden is no stream itself.
type Hidden struct {
	s    *quic.Stream
	once sync.Once
	err  error
}

// NewHidden returns a Hidden.
func NewHidden(s *quic.Stream) *Hidden { return &Hidden{s: s} }

// Read reads from the stream.
func (w *Hidden) Read(p []byte) (int, error) { return w.s.Read(p) }

// Close closes the stream once.
func (w *Hidden) Close() error {
	w.once.Do(func() { w.err = w.close() })
	return w.err
}

func (w *Hidden) close() error { return w.s.Close() }

// An Open has a field for all.
type Open struct {
	S    *quic.Stream
	once sync.Once
	err  error
}

// Close closes the stream once.
func (w *Open) Close() error {
	w.once.Do(func() { w.err = w.S.Close() })
	return w.err
}

// An Embedded embeds the stream.
type Embedded struct {
	*quic.Stream
	once sync.Once
	err  error
}

// NewEmbedded returns an Embedded.
func NewEmbedded(s *quic.Stream) *Embedded { return &Embedded{Stream: s} }

// Close ends both halves once.
func (w *Embedded) Close() error {
	w.once.Do(func() {
		w.Stream.CancelRead(0)
		w.err = w.Stream.Close()
	})
	return w.err
}

// A Helped closes by a method of its own, whose result it drops.
type Helped struct {
	*quic.Stream
	once sync.Once
}

// NewHelped returns a Helped.
func NewHelped(s *quic.Stream) *Helped { return &Helped{Stream: s} }

// Close closes the stream once.
func (w *Helped) Close() error {
	w.once.Do(func() { w.close() })
	return nil
}

func (w *Helped) close() error { return w.Stream.Close() }

// A Locked locks and calls back.
type Locked struct {
	*quic.Stream
	once sync.Once
	mu   sync.Mutex
	back func()
}

// NewLocked returns a Locked.
func NewLocked(s *quic.Stream, back func()) *Locked { return &Locked{Stream: s, back: back} }

// Close closes the stream once.
func (w *Locked) Close() error {
	w.once.Do(func() {
		if w.back != nil {
			defer w.back()
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.Stream.Close()
	})
	return nil
}
