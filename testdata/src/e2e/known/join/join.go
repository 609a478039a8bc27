// Package join is written in assembly, so that nobody can look into it.
package join

import "io"

// Join copies from one to the other.
func Join(a, b io.ReadWriteCloser)

// A Session closes what it runs over.
type Session struct{ rwc io.ReadWriteCloser }

// NewSession returns a Session, or the error that it gets.
func NewSession(rwc io.ReadWriteCloser, fail error) (*Session, error)

// Close ends the session.
func (s *Session) Close() error
