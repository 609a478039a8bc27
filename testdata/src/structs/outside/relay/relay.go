// Package relay knows nothing of QUIC: what it does with a stream shows only
// in its own source.
package relay

import (
	"errors"
	"io"
	"net"
)

// A Duplex is made of two halves.
type Duplex struct {
	In   io.ReadCloser
	Out  io.Writer
	name string
	done bool
}

func newDuplex() *Duplex { return &Duplex{name: "duplex"} }

// NewDuplex returns a Duplex.
func NewDuplex(out io.Writer, in io.ReadCloser) *Duplex {
	d := newDuplex()
	d.In = in
	d.Out = out
	return d
}

// Read reads from one half.
func (d *Duplex) Read(p []byte) (int, error) { return d.In.Read(p) }

// Write writes to the other.
func (d *Duplex) Write(p []byte) (int, error) { return d.Out.Write(p) }

// Close closes the half that is read from.
func (d *Duplex) Close() error {
	if d.done {
		return nil
	}
	d.done = true
	return d.In.Close()
}

// Pipe copies both ways and closes both ends.
func Pipe(a, b io.ReadWriteCloser) {
	go func() {
		defer b.Close()
		_, _ = io.Copy(b, a)
	}()
	defer a.Close()
	_, _ = io.Copy(a, b)
}

// Greet only writes, although it could close.
func Greet(c io.ReadWriteCloser, msg string) error {
	_, err := io.WriteString(c, msg)
	return err
}

// ErrEmpty is returned for an empty message.
var ErrEmpty = errors.New("empty")

// Send closes c if it succeeds.
func Send(c io.WriteCloser, msg string) error {
	if msg == "" {
		return ErrEmpty
	}
	if _, err := io.WriteString(c, msg); err != nil {
		return err
	}
	return c.Close()
}

// A Registry keeps connections until it is shut down.
type Registry struct{ conns []net.Conn }

// Add keeps a connection.
func (r *Registry) Add(c net.Conn) { r.conns = append(r.conns, c) }

// Shutdown closes all connections.
func (r *Registry) Shutdown() {
	for _, c := range r.conns {
		_ = c.Close()
	}
}

// IsTimeout reports whether an error, never nil then, is a timeout.
func IsTimeout(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}

// IsFine is no predicate that an error needs to be there for.
func IsFine(err error) bool { return err == nil || errors.Is(err, io.EOF) }
