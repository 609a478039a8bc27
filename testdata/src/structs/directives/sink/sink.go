// Package sink knows nothing of QUIC. Its directives say what becomes of a
// stream that it gets, where its types would not tell, or tell otherwise.
package sink

import "io"

// A Pool writes to all that is in it.
type Pool struct {
	members []io.ReadWriter
	last    io.ReadWriteCloser

	Newest io.ReadWriteCloser //streamclose:borrows for statistics only
	Oldest io.ReadWriteCloser
	Recent []io.ReadWriteCloser //streamclose:borrows
}

// Put closes what is in the pool when it shuts down.
//
//streamclose:owns rw the pool closes it
func (p *Pool) Put(rw io.ReadWriter) { p.members = append(p.members, rw) }

// PutAll does the same for two.
//
//streamclose:owns a,b
func (p *Pool) PutAll(a, b io.ReadWriter) { p.members = append(p.members, a, b) }

// Watch only looks on.
func (p *Pool) Watch(
	rwc io.ReadWriteCloser, //streamclose:borrows rwc
) {
	p.last = rwc
}

// Keep has no directive.
func (p *Pool) Keep(rwc io.ReadWriteCloser) { p.last = rwc }

// Close closes what was kept last.
func (p *Pool) Close() error { return p.last.Close() }

// want +4 "streamclose:borrows has no effect: parameter name of type string cannot hold a stream"

// Rename has a directive for nothing.
//
//streamclose:borrows name
func (p *Pool) Rename(name string) {}

// A Handler serves one connection.
type Handler interface {
	// Handle closes the connection, in the end.
	//
	//streamclose:owns rw
	Handle(rw io.ReadWriter) error

	Inspect(rwc io.ReadWriteCloser) error //streamclose:borrows rwc
}
