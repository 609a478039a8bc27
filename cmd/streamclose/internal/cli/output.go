package cli

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/whole"
)

// An output is where the findings go: standard output, or a file that is
// written whole or not at all.
type output struct {
	*bufio.Writer
	file *whole.File // nil for standard output
}

// standard is the output to stdout.
func standard(stdout io.Writer) *output { return &output{Writer: bufio.NewWriter(stdout)} }

// create opens the file that a flag names relative to dir. It does so before
// the work begins: who cannot have the result need not wait for it.
func create(flag, dir, name string) (*output, error) {
	file, err := whole.Create(inside(dir, name))
	if err != nil {
		return nil, fmt.Errorf("flag %s: %s: %w", flag, name, cause(err))
	}
	return &output{bufio.NewWriter(file), file}, nil
}

// commit makes what was written stay.
func (o *output) commit() error {
	err := o.Flush()
	if err != nil || o.file == nil {
		return err
	}
	return o.file.Commit()
}

// discard removes what was not committed.
func (o *output) discard() {
	if o.file != nil {
		o.file.Discard()
	}
}

// inside is the path of a file that is named relative to dir.
func inside(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}
