// Package engine runs the analyzer and gathers what comes of it.
package engine

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"

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
}

// Run loads the packages that the patterns match and analyzes them in this
// process.
func Run(a *analysis.Analyzer, loader *load.Loader, patterns []string) (*Result, error) {
	loaded, err := loader.Load(patterns)
	if err != nil {
		return nil, err
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, loaded.Packages, nil)
	if err != nil {
		return nil, err
	}
	result := collect(graph)
	result.Packages = loaded.Paths
	result.Problems = append(loaded.Problems, result.Problems...)
	result.Skipped = append(loaded.Skipped, result.Skipped...)
	return result, nil
}
