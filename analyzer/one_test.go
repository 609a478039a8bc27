package analyzer_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/streamclose/streamclose/analyzer"
)

func TestWebTransport(t *testing.T) {
	analysistest.Run(t, "../testdata/src/webtransport", analyzer.Analyzer, "./...")
}

func TestInterfaces(t *testing.T) {
	analysistest.Run(t, "../testdata/src/interfaces", analyzer.Analyzer, "./...")
}
