package engine

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/guard"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/load"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
)

// collect takes the result from the actions of a finished analysis, of which some
// packages were asked for.
func (d *driver) collect(roots []*packages.Package) *Result {
	result := new(Result)
	for pkg, act := range d.actions {
		isRoot := slices.Contains(roots, pkg)
		for _, diagnostic := range act.diagnostics {
			if isRoot || diagnostic.Category == guard.Category {
				result.add(newFinding(pkg.PkgPath, pkg.Fset, diagnostic))
			}
		}
		if isRoot {
			result.Verdicts = append(result.Verdicts, act.verdicts...)
		}
		if act.err != nil {
			result.Problems = append(result.Problems, load.Problem{Package: pkg.PkgPath, Message: act.err.Error()})
		}
		if act.skipped && isRoot {
			result.Skipped = append(result.Skipped, pkg.PkgPath)
		}
	}
	result.sort()
	return result
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

// verdicts takes an inventory, if there is one.
func verdicts(pkg *packages.Package, result any) []report.Verdict {
	inventory, _ := result.(*analyzer.Inventory)
	if inventory == nil {
		return nil // a failure, which is reported as such
	}
	var list []report.Verdict
	for _, a := range inventory.Acquires {
		list = append(list, report.Verdict{
			Package: pkg.PkgPath, Pos: pkg.Fset.Position(a.Pos), End: pkg.Fset.Position(a.End),
			Given: pkg.Fset.Position(a.Given), Acquire: a,
		})
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
