package cli

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// A target is packages that are loaded together: what the patterns match in the
// eyes of the go command in dir.
type target struct {
	dir      string // absolute
	patterns []string
}

// targets are the packages that the command line names.
func targets(opts *options) ([]target, error) {
	switch {
	case opts.files:
		return targetsOf(opts.dir, opts.args)
	case len(opts.args) == 0:
		return []target{{opts.dir, []string{"."}}}, nil
	}
	return []target{{opts.dir, opts.args}}, nil
}

// targetsOf are the packages that the files belong to: their directories, by
// module, since the go command sees one module at a time. Names of files are
// relative to dir.
func targetsOf(dir string, files []string) ([]target, error) {
	dirs := make(map[string][]string) // by module
	for _, name := range files {
		file := inside(dir, name)
		if filepath.Ext(file) != ".go" {
			return nil, fmt.Errorf("flag -files: %s: not a .go file", name)
		}
		if _, err := os.Stat(file); err != nil {
			return nil, fmt.Errorf("flag -files: %s: %w", name, cause(err))
		}
		pkg := filepath.Dir(file)
		root := around(pkg, "go.mod") // or pkg, where the go command misses a module
		if !slices.Contains(dirs[root], pkg) {
			dirs[root] = append(dirs[root], pkg)
		}
	}
	if len(dirs) == 0 {
		return nil, errors.New("flag -files: name the files")
	}
	var targets []target
	for _, root := range slices.Sorted(maps.Keys(dirs)) {
		targets = append(targets, target{root, dirs[root]})
	}
	return targets, nil
}
