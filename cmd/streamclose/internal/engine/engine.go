// Package engine runs the analyzer and gathers what comes of it.
package engine

import (
	"slices"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/guard"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/load"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
)

// A Result is what an analysis came to.
type Result struct {
	Findings []report.Finding // in the order of their places
	Verdicts []report.Verdict // of all acquires, in the order of packages and places
	Packages []string         // paths of the packages that were asked for, sorted

	// Problems are errors in packages and failures of the analyzer, each in
	// their order. Skipped are the packages that could not be analyzed because
	// of a problem in another place.
	Problems []load.Problem
	Skipped  []string

	Said string // by the go command, in the lines it printed, if it failed
}

// Complete reports whether all that was asked for could be analyzed.
func (r *Result) Complete() bool { return len(r.Problems) == 0 && r.Said == "" }

// add takes a finding in, or the failure of the analyzer that it tells of.
func (r *Result) add(finding report.Finding) {
	if finding.Category == guard.Category {
		problem := load.Problem{Package: finding.Package, Position: finding.Pos, Message: finding.Message}
		r.Problems = append(r.Problems, problem)
		return
	}
	r.Findings = append(r.Findings, finding)
}

// Add takes in what the analysis of other packages came to.
func (r *Result) Add(other *Result) {
	r.Findings = append(r.Findings, other.Findings...)
	r.Verdicts = append(r.Verdicts, other.Verdicts...)
	r.Packages = append(r.Packages, other.Packages...)
	r.Problems = append(r.Problems, other.Problems...)
	r.Skipped = append(r.Skipped, other.Skipped...)
	r.Said += other.Said
	r.sort()
}

func (r *Result) sort() {
	r.Findings = report.Sorted(r.Findings)
	r.Verdicts = sortedVerdicts(r.Verdicts)
	slices.Sort(r.Packages)
	r.Problems = load.SortProblems(r.Problems)
	slices.Sort(r.Skipped)
}

// Run loads the packages that the patterns match and analyzes them in this
// process. It tells its progress, which may be nil.
func Run(a Analyzers, loader *load.Loader, patterns []string, progress *Progress) (*Result, error) {
	defer progress.end()
	progress.wait("loading packages")
	program, err := loader.Load(patterns)
	if err != nil {
		return nil, err
	}
	progress.expect(program.Len())
	d := newDriver(Analyzers{Analyzer: progress.watch(a.Analyzer), Imported: progress.watch(a.Imported)})
	loaded := program.Check(d.analyze)
	result := d.collect(loaded.Packages)
	result.Packages = loaded.Paths
	result.Problems = append(loaded.Problems, result.Problems...)
	result.Skipped = append(loaded.Skipped, result.Skipped...)
	return result, nil
}
