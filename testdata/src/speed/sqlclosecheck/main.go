// Package sqlclosecheck is sqlclosecheck as a vet tool.
package main

import (
	"github.com/ryanrolds/sqlclosecheck/pkg/analyzer"
	"golang.org/x/tools/go/analysis/unitchecker"
)

func main() { unitchecker.Main(analyzer.NewAnalyzer()) }
