// Package plain has wrappers whose methods go straight to the stream.
package plain

import (
	"sync"

	"github.com/quic-go/quic-go"
)

// A Field is made by a literal alone.
type Field struct{ S *quic.Stream }

// Read reads from the stream.
func (w *Field) Read(p []byte) (int, error) { return w.S.Read(p) }

// Write writes to the stream.
func (w *Field) Write(p []byte) (int, error) { return w.S.Write(p) }

// Close ends both halves.
func (w *Field) Close() error {
	w.S.CancelRead(0)
	return w.S.Close()
}

// CancelWrite resets the stream.
func (w *Field) CancelWrite(code quic.StreamErrorCode) { w.S.CancelWrite(code) }

// A Made has a constructor.
type Made struct{ S *quic.Stream }

// New returns a Made.
func New(s *quic.Stream) *Made { return &Made{s} }

// Write writes to the stream.
func (w *Made) Write(p []byte) (int, error) { return w.S.Write(p) }

// Close closes the stream.
func (w *Made) Close() error { return w.S.Close() }

// CancelWrite resets the stream.
func (w *Made) CancelWrite(code quic.StreamErrorCode) { w.S.CancelWrite(code) }

// An Embedded embeds the stream.
type Embedded struct{ *quic.Stream }

// NewEmbedded returns an Embedded.
func NewEmbedded(s *quic.Stream) *Embedded { return &Embedded{s} }

// Close ends both halves.
func (w *Embedded) Close() error {
	w.Stream.CancelRead(0)
	return w.Stream.Close()
}

// A Helped closes by a method of its own.
type Helped struct{ *quic.Stream }

// NewHelped returns a Helped.
func NewHelped(s *quic.Stream) *Helped { return &Helped{s} }

// Close closes the stream.
func (w *Helped) Close() error { return w.close() }

func (w *Helped) close() error { return w.Stream.Close() }

// A Called calls back.
type Called struct {
	*quic.Stream
	back func()
}

// NewCalled returns a Called.
func NewCalled(s *quic.Stream, back func()) *Called { return &Called{Stream: s, back: back} }

// Close closes the stream.
func (w *Called) Close() error {
	if w.back != nil {
		defer w.back()
	}
	return w.Stream.Close()
}

// A Reader reads; its Close stops the reading and leaves the rest.
type Reader struct {
	s    *quic.Stream
	once sync.Once
}

// NewReader returns a Reader.
func NewReader(s *quic.Stream) *Reader { return &Reader{s: s} }

// Read reads from the stream.
func (w *Reader) Read(p []byte) (int, error) { return w.s.Read(p) }

// Close stops reading.
func (w *Reader) Close() error {
	w.once.Do(func() { w.s.CancelRead(0) })
	return nil
}

// A Bound knows its connection.
type Bound struct {
	*quic.Stream
	conn *quic.Conn
}

// OpenBound opens a Bound on the connection that is found.
func OpenBound(find func() *quic.Conn) (*Bound, error) {
	conn := find()
	s, err := conn.OpenStream()
	if err != nil {
		return nil, err
	}
	return &Bound{s, conn}, nil
}

// Conn returns the connection.
func (w *Bound) Conn() *quic.Conn { return w.conn }
