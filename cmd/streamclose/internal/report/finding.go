// Package report turns the outcome of an analysis into what is printed.
package report

import (
	"cmp"
	"go/token"
	"slices"
)

// A Finding is a diagnostic without the syntax trees behind it.
type Finding struct {
	Package  string // package path, the same whether tests are included or not
	Category string
	Pos, End token.Position
	Message  string
	Steps    []Step
	Fixes    []Fix
}

// A Step is a place on the path that leads to a finding.
type Step struct {
	Pos, End token.Position
	Message  string
}

// A Fix is a change of the source that removes the finding.
type Fix struct {
	Message string
	Edits   []Edit
}

// An Edit replaces the bytes [Start, End) of a file.
type Edit struct {
	Filename   string
	Start, End int
	New        string
}

// Sorted orders by place and drops findings with the place and text of another.
func Sorted(findings []Finding) []Finding {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Pos.Filename, b.Pos.Filename),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Message, b.Message),
			cmp.Compare(a.Package, b.Package),
		)
	})
	return slices.CompactFunc(findings, func(a, b Finding) bool {
		return a.Pos == b.Pos && a.Message == b.Message
	})
}
