package main

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/singlechecker"

	"github.com/streamclose/streamclose/analyzer"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/cli"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/engine"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/guard"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/memory"
)

func main() {
	all := engine.Analyzers{
		Analyzer:     guard.Wrap(analyzer.Analyzer),
		WithoutFixes: guard.Wrap(analyzer.WithoutFixes),
		Imported:     guard.Wrap(analyzer.ForFacts),
	}
	if args := os.Args[1:]; calledByGo(args) {
		guarded := all.Analyzer // with fixes: Go 1.26 asks for them, and drops them again
		if engine.OnlyFacts(args[len(args)-1]) {
			guarded = all.Imported
		}
		engine.Answer(guarded)
		if err := checkFlags(guarded, args); err != nil {
			fmt.Fprintf(os.Stderr, "streamclose: %v\n", err)
			os.Exit(2)
		}
		// The process ends with its package, before most garbage matters: to collect
		// it as often as by default is a fifth of the work.
		memory.Allow(112 << 20)
		defer func() {
			if cause := recover(); cause != nil {
				fmt.Fprintf(os.Stderr, "streamclose: %s\n", guard.Explain(cause, args[len(args)-1]))
				os.Exit(2)
			}
		}()
		singlechecker.Main(guarded) // does not return
	}
	memory.Allow(400 << 20)
	os.Exit(cli.Run(all, os.Args[1:], os.Stdout, os.Stderr))
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

// checkFlags sets the flags of the analyzer in args, which the go command
// writes as -name=value. The driver would say what is wrong with them, too, but
// with all of the documentation below it, for each package.
func checkFlags(a *analysis.Analyzer, args []string) error {
	for _, arg := range args {
		name, value, ok := strings.Cut(strings.TrimPrefix(arg, "-"), "=")
		if !ok || a.Flags.Lookup(name) == nil {
			continue
		}
		if err := a.Flags.Set(name, value); err != nil {
			return fmt.Errorf("flag -%s: %w", name, err)
		}
	}
	return nil
}
