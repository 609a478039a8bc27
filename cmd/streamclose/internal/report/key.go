package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// A Key tells a finding from others, and stays the same when lines move: it
// says what the line with the finding is, and not where.
type Key struct {
	Rule     string
	Package  string // path
	Function string // around the finding, with its receiver; empty outside of functions
	Line     string // the text of the line, with single blanks
	Ordinal  int    // among findings that are alike otherwise, in the order of their places
}

// Keys returns the keys of the findings, in their order. No two are equal.
func (r *Report) Keys() []Key {
	seen := make(map[Key]int)
	var keys []Key
	for _, finding := range r.Findings {
		line, _ := r.Source.Line(finding.Pos.Filename, finding.Pos.Line)
		key := Key{
			Rule:     finding.Category,
			Package:  finding.Package,
			Function: r.Source.Function(finding.Pos),
			Line:     strings.Join(strings.Fields(strings.TrimPrefix(line, "\uFEFF")), " "),
		}
		n := seen[key]
		seen[key]++
		key.Ordinal = n
		keys = append(keys, key)
	}
	return keys
}

// Fingerprint is a short form of the key.
func (k Key) Fingerprint() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %d", k.Rule, k.Package, k.Function, k.Line, k.Ordinal))
	return hex.EncodeToString(sum[:16])
}
