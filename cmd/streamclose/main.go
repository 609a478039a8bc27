package main

import (
	"os"
	"strings"

	"golang.org/x/tools/go/analysis/singlechecker"

	"github.com/streamclose/streamclose/analyzer"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/cli"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/guard"
)

func main() {
	guarded := guard.Wrap(analyzer.Analyzer)
	if args := os.Args[1:]; calledByGo(args) {
		singlechecker.Main(guarded) // does not return
	}
	os.Exit(cli.Run(guarded, os.Args[1:], os.Stdout, os.Stderr))
}

// calledByGo reports whether args are a request of the go command to its vet
// or fix tool: for the tool's version, for its flags, or to analyze the one
// package that a .cfg file describes.
func calledByGo(args []string) bool {
	if len(args) == 0 {
		return false
	}
	return args[0] == "-V=full" || args[0] == "-flags" || strings.HasSuffix(args[len(args)-1], ".cfg")
}
