// Package seal knows nothing of QUIC. Its Conn closes what it wraps.
package seal

import "io"

// A Conn wraps.
type Conn struct{ rw io.ReadWriter }

// New returns a Conn over rw.
func New(rw io.ReadWriter) *Conn { return &Conn{rw} }

// Read reads from what is wrapped.
func (c *Conn) Read(p []byte) (int, error) { return c.rw.Read(p) }

// Write writes to what is wrapped.
func (c *Conn) Write(p []byte) (int, error) { return c.rw.Write(p) }

// Close closes what is wrapped, if it can be closed.
func (c *Conn) Close() error {
	if x, ok := c.rw.(io.Closer); ok {
		return x.Close()
	}
	return nil
}
