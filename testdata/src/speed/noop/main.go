// Package noop is a vet tool that finds nothing: what the go command and the
// type checker take alone.
package main

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

func main() {
	unitchecker.Main(&analysis.Analyzer{
		Name: "noop",
		Doc:  "noop finds nothing",
		Run:  func(*analysis.Pass) (any, error) { return nil, nil },
	})
}
