package report

import (
	"go/token"
	"path/filepath"
	"strings"
)

// Slashed is the path of a file for other programs: relative to dir if it lies
// inside, and with slashes on every system.
func Slashed(dir, file string) string {
	if relative, err := filepath.Rel(dir, file); err == nil && filepath.IsLocal(relative) {
		file = relative
	}
	return filepath.ToSlash(file)
}

// Place is position with the shorter of the paths to its file. A path inside
// dir begins with a dot: the matcher of GitHub's setup-go action takes it for a
// file only if it does.
func Place(dir string, position token.Position) string {
	relative, err := filepath.Rel(dir, position.Filename)
	switch {
	case err != nil:
	case filepath.IsLocal(relative):
		position.Filename = "." + string(filepath.Separator) + relative
	case len(relative) < len(position.Filename):
		position.Filename = relative
	}
	return position.String()
}

// indented keeps the further lines of a message apart from the next one.
func indented(message string) string {
	return strings.ReplaceAll(strings.TrimSpace(message), "\n", "\n\t")
}
