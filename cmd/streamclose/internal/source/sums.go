package source

import (
	"crypto/sha256"
	"os"
	"path/filepath"
)

// Sums tell whether files are as they were. A link has the sum of its target.
type Sums map[string][sha256.Size]byte

// Add takes the sum of a file, unless it cannot be read.
func (s Sums) Add(name string) {
	if text, err := os.ReadFile(name); err == nil {
		s[Target(name)] = sha256.Sum256(text)
	}
}

// Same reports whether text is what the file had in it when it was added.
func (s Sums) Same(name string, text []byte) bool {
	sum, ok := s[Target(name)]
	return ok && sum == sha256.Sum256(text)
}

// Target is the file that a link leads to, and name itself for other files and
// those that are gone.
func Target(name string) string {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		return target
	}
	return name
}
