package apply

import (
	"errors"
	"fmt"
	"os"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/whole"
)

// Write changes the files, each whole or not at all. Before the first one
// changes, the new text of all of them is on disk. Permissions stay, and links.
func (p *Plan) Write() error {
	var files []*whole.File
	defer func() {
		for _, file := range files {
			file.Discard()
		}
	}()
	for _, c := range p.files {
		file, err := c.stage()
		if err != nil {
			return fmt.Errorf("%s: %w; no file was changed", p.name(c.file), err)
		}
		files = append(files, file)
	}
	for i, file := range files {
		if err := file.Commit(); err != nil {
			return fmt.Errorf("%s: %w; of %d files, %d were changed before it", p.name(p.files[i].file), err, len(files), i)
		}
	}
	return nil
}

// stage writes the new text beside the file.
func (c change) stage() (*whole.File, error) {
	if err := writable(c.file); err != nil {
		return nil, err
	}
	file, err := whole.Create(c.file)
	if err != nil {
		return nil, fmt.Errorf("no place for the new text beside it: %w: make the directory writable", err)
	}
	if _, err := file.WriteString(c.new); err != nil {
		file.Discard()
		return nil, err
	}
	return file, nil
}

// writable returns an error if the file is not to be written: that another one
// could take its place in the directory is no permission.
func writable(name string) error {
	const readOnly = "the file is read-only: make it writable"
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return err
	case info.Mode().Perm()&0o222 == 0: // which does not stop the superuser
		return errors.New(readOnly)
	}
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("%s (%w)", readOnly, err)
	}
	return file.Close()
}
