// Package drain reads streams.
package drain

import (
	"io"

	"github.com/quic-go/quic-go"
)

// All reads until that fails.
func All(r io.Reader) error {
	var b [512]byte
	for {
		if _, err := r.Read(b[:]); err != nil {
			return err
		}
	}
}

// Some reads n times.
func Some(s *quic.Stream, n int) error {
	var b [512]byte
	for range n {
		if _, err := s.Read(b[:]); err != nil {
			return err
		}
	}
	return nil
}
