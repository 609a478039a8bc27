// Package report turns the outcome of an analysis into what is printed.
package report

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/guard"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/load"
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

// A Result is what an analysis came to.
type Result struct {
	Findings []Finding      // in the roots, in the order of their places
	Failures []load.Problem // of the analyzer, in any package
	Skipped  []string       // paths of roots left out because of a failure in another place
}

// Collect takes the result from the actions of a finished analysis.
func Collect(graph *checker.Graph) Result {
	var result Result
	for action := range graph.All() {
		pkg := action.Package
		for _, diagnostic := range action.Diagnostics {
			finding := newFinding(pkg.PkgPath, pkg.Fset, diagnostic)
			switch {
			case finding.Category == guard.Category:
				result.Failures = append(result.Failures, load.Problem{Package: pkg.PkgPath, Position: finding.Pos, Message: finding.Message})
			case action.IsRoot:
				result.Findings = append(result.Findings, finding)
			}
		}
		switch {
		case action.Err == nil:
		case !consequence(action):
			result.Failures = append(result.Failures, load.Problem{Package: pkg.PkgPath, Message: action.Err.Error()})
		case action.IsRoot:
			result.Skipped = append(result.Skipped, pkg.PkgPath)
		}
	}
	result.Findings = sorted(result.Findings)
	result.Failures = load.SortProblems(result.Failures)
	slices.Sort(result.Skipped)
	return result
}

// consequence reports whether action failed because another one did.
func consequence(action *checker.Action) bool {
	return slices.ContainsFunc(action.Deps, func(dep *checker.Action) bool { return dep.Err != nil })
}

func newFinding(pkg string, fset *token.FileSet, d analysis.Diagnostic) Finding {
	finding := Finding{
		Package:  pkg,
		Category: d.Category,
		Pos:      fset.Position(d.Pos),
		End:      fset.Position(cmp.Or(d.End, d.Pos)),
		Message:  d.Message,
	}
	for _, related := range d.Related {
		finding.Steps = append(finding.Steps, Step{
			Pos:     fset.Position(related.Pos),
			End:     fset.Position(cmp.Or(related.End, related.Pos)),
			Message: related.Message,
		})
	}
	for _, suggested := range d.SuggestedFixes {
		fix := Fix{Message: suggested.Message}
		for _, edit := range suggested.TextEdits {
			start := fset.Position(edit.Pos)
			end := fset.Position(cmp.Or(edit.End, edit.Pos))
			fix.Edits = append(fix.Edits, Edit{start.Filename, start.Offset, end.Offset, string(edit.NewText)})
		}
		finding.Fixes = append(finding.Fixes, fix)
	}
	return finding
}

// sorted orders by place and drops findings with the place and text of another.
func sorted(findings []Finding) []Finding {
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
