// Package whole writes files whole or not at all.
package whole

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// A File takes the new text of a file. It stands beside it until Commit.
type File struct {
	*os.File
	path string // of the file in the end; empty if File is that already
}

// Create opens the file at path for a new text. A link stays one, permissions
// stay as they are, and what is no regular file, like a device or pipe, is
// written to directly.
func Create(path string) (*File, error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		file, err := temporary(path)
		return &File{file, path}, err
	case info.IsDir():
		return nil, errors.New("is a directory")
	case !info.Mode().IsRegular():
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		return &File{file, ""}, err
	}
	file, err := temporary(path)
	if err != nil {
		return nil, err
	}
	if err := file.Chmod(info.Mode().Perm()); err != nil {
		(&File{file, path}).Discard()
		return nil, err
	}
	return &File{file, path}, nil
}

// temporary creates a file in the directory of path, from where it can be
// renamed to path. Unlike those of os.CreateTemp it can be read by others if
// the user's mask allows it.
func temporary(path string) (*os.File, error) {
	name := fmt.Sprintf("%s.%d.tmp", path, os.Getpid())
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}

// Commit makes what was written stay.
func (f *File) Commit() error {
	if err := f.Close(); err != nil || f.path == "" {
		return err
	}
	err := os.Rename(f.Name(), f.path)
	if err == nil {
		f.path = ""
	}
	return err
}

// Discard removes what was not committed. What fails here comes after another
// error, which is told, or finds the file closed already.
func (f *File) Discard() {
	_ = f.Close()
	if f.path != "" {
		_ = os.Remove(f.Name())
	}
}
