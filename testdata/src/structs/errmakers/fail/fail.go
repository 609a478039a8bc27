// Package fail makes errors.
package fail

import (
	"errors"
	"fmt"
)

// New returns an error, never nil.
func New(text string) error { return errors.New(text) }

// Cause returns an error, never nil.
func Cause(err error, text string) error { return &cause{err, text} }

// Wrap returns nil for nil.
func Wrap(err error, text string) error {
	if err == nil {
		return nil
	}
	return &cause{err, text}
}

type cause struct {
	err  error
	text string
}

func (c *cause) Error() string { return fmt.Sprintf("%s: %v", c.text, c.err) }
func (c *cause) Unwrap() error { return c.err }
