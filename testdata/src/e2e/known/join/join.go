// Package join knows nothing of QUIC, so that nobody looks into it.
package join

import "io"

func Join(a, b io.ReadWriteCloser) {
	defer a.Close()
	defer b.Close()
	io.Copy(a, b)
}

// A Session closes what it runs over.
type Session struct{ rwc io.ReadWriteCloser }

func NewSession(rwc io.ReadWriteCloser, fail error) (*Session, error) {
	if fail != nil {
		return nil, fail
	}
	return &Session{rwc}, nil
}

func (s *Session) Close() error { return s.rwc.Close() }
