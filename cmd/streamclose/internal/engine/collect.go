package engine

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"

	"github.com/streamclose/streamclose/analyzer"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/guard"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/load"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
)

// collect takes the result from the actions of a finished analysis.
func collect(graph *checker.Graph) *Result {
	result := &Result{Verdicts: verdicts(graph)}
	for action := range graph.All() {
		pkg := action.Package
		for _, diagnostic := range action.Diagnostics {
			if action.IsRoot || diagnostic.Category == guard.Category {
				result.add(newFinding(pkg.PkgPath, pkg.Fset, diagnostic))
			}
		}
		switch {
		case action.Err == nil:
		case !consequence(action):
			result.Problems = append(result.Problems, load.Problem{Package: pkg.PkgPath, Message: action.Err.Error()})
		case action.IsRoot:
			result.Skipped = append(result.Skipped, pkg.PkgPath)
		}
	}
	result.sort()
	return result
}

// consequence reports whether action failed because another one did.
func consequence(action *checker.Action) bool {
	return slices.ContainsFunc(action.Deps, func(dep *checker.Action) bool { return dep.Err != nil })
}

func newFinding(pkg string, fset *token.FileSet, d analysis.Diagnostic) report.Finding {
	finding := report.Finding{
		Package:  pkg,
		Category: d.Category,
		Pos:      fset.Position(d.Pos),
		End:      fset.Position(cmp.Or(d.End, d.Pos)),
		Message:  d.Message,
	}
	for _, related := range d.Related {
		finding.Steps = append(finding.Steps, report.Step{
			Pos:     fset.Position(related.Pos),
			End:     fset.Position(cmp.Or(related.End, related.Pos)),
			Message: related.Message,
		})
	}
	for _, suggested := range d.SuggestedFixes {
		fix := report.Fix{Message: suggested.Message}
		for _, edit := range suggested.TextEdits {
			// The file itself is changed, not what it was made from.
			start := fset.PositionFor(edit.Pos, false)
			end := fset.PositionFor(cmp.Or(edit.End, edit.Pos), false)
			fix.Edits = append(fix.Edits, report.Edit{Filename: start.Filename, Start: start.Offset, End: end.Offset, New: string(edit.NewText)})
		}
		finding.Fixes = append(finding.Fixes, fix)
	}
	return finding
}

// verdicts takes the inventories of the roots of a finished analysis.
func verdicts(graph *checker.Graph) []report.Verdict {
	var list []report.Verdict
	for _, action := range graph.Roots {
		inventory, _ := action.Result.(*analyzer.Inventory)
		if inventory == nil {
			continue // a failure, which is reported as such
		}
		for _, a := range inventory.Acquires {
			fset := action.Package.Fset
			list = append(list, report.Verdict{
				Package: action.Package.PkgPath, Pos: fset.Position(a.Pos), End: fset.Position(a.End),
				Given: fset.Position(a.Given), Acquire: a,
			})
		}
	}
	return list
}

// sortedVerdicts orders by package and place, and drops what is there twice.
func sortedVerdicts(list []report.Verdict) []report.Verdict {
	slices.SortStableFunc(list, func(a, b report.Verdict) int {
		return cmp.Or(
			cmp.Compare(a.Package, b.Package),
			cmp.Compare(a.Pos.Filename, b.Pos.Filename),
			cmp.Compare(a.Pos.Offset, b.Pos.Offset),
			-cmp.Compare(a.Half, b.Half),
		)
	})
	return slices.CompactFunc(list, func(a, b report.Verdict) bool {
		return a.Pos == b.Pos && a.Name == b.Name && a.Half == b.Half
	})
}
