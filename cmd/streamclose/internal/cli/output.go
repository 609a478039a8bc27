package cli

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// An output is where the findings go: standard output, or a file that is
// written whole or not at all.
type output struct {
	*bufio.Writer
	file *os.File // nil for standard output
	path string   // of the file in the end; empty if file is that already
}

// standard is the output to stdout.
func standard(stdout io.Writer) *output { return &output{Writer: bufio.NewWriter(stdout)} }

// create opens the file that a flag names relative to dir. It does so before
// the work begins: who cannot have the result need not wait for it.
func create(flag, dir, name string) (*output, error) {
	path := inside(dir, name)
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a link stays one
	}
	mode := fs.FileMode(0o666)
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return nil, fmt.Errorf("flag %s: %s: is a directory", flag, name)
	}
	var file *os.File
	if err == nil && !info.Mode().IsRegular() { // a device or pipe
		file, err = os.OpenFile(path, os.O_WRONLY, 0)
		path = ""
	} else {
		if err == nil {
			mode = info.Mode().Perm()
		}
		file, err = temporary(path, mode)
	}
	if err != nil {
		return nil, fmt.Errorf("flag %s: %s: %w", flag, name, cause(err))
	}
	return &output{bufio.NewWriter(file), file, path}, nil
}

// temporary creates a file beside path, from where it can be renamed to path.
// Unlike those of os.CreateTemp it can be read by others if the user's mask
// allows it.
func temporary(path string, mode fs.FileMode) (*os.File, error) {
	name := fmt.Sprintf("%s.%d.tmp", path, os.Getpid())
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
}

// commit makes what was written stay.
func (o *output) commit() error {
	err := o.Flush()
	if o.file == nil {
		return err
	}
	if e := o.file.Close(); err == nil {
		err = e
	}
	if err != nil || o.path == "" {
		return err
	}
	err = os.Rename(o.file.Name(), o.path)
	if err == nil {
		o.path = ""
	}
	return err
}

// discard removes what was not committed. What fails here comes after another
// error, which is told, or finds the file closed already.
func (o *output) discard() {
	if o.file != nil {
		_ = o.file.Close()
		if o.path != "" {
			_ = os.Remove(o.file.Name())
		}
	}
}

// inside is the path of a file that is named relative to dir.
func inside(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}
