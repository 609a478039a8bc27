package cli

import (
	"slices"
	"strings"
)

// relevant reports whether a package that imports this one can see a stream.
func relevant(importPath string) bool {
	elements := strings.Split(importPath, "/")
	return slices.Contains(elements, "quic-go") || slices.Contains(elements, "webtransport-go")
}
