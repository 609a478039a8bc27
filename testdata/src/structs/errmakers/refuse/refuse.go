// Package refuse tells peers why a stream is of no use.
package refuse

import (
	"fmt"
	"io"

	"github.com/quic-go/quic-go"
)

type refusal struct{ id quic.StreamID }

func (r *refusal) Error() string { return fmt.Sprintf("stream %d refused", r.id) }

// Tell writes the reason and returns it as an error, or that it could not be
// written: never nil.
func Tell(w io.Writer, id quic.StreamID) error {
	r := &refusal{id}
	if _, err := io.WriteString(w, r.Error()); err != nil {
		return fmt.Errorf("%v: %w", r, err)
	}
	return r
}
