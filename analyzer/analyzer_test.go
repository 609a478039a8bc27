package analyzer_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/streamclose/streamclose/analyzer"
)

func TestStructs(t *testing.T) {
	analysistest.Run(t, "../testdata/src/structs", analyzer.Analyzer, "./...")
}
