// Package cli is the stand-alone command.
package cli

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"

	"github.com/streamclose/streamclose/analyzer"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/load"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
)

// Exit codes.
const (
	exitClean    = 0
	exitFindings = 1
	exitTrouble  = 2
)

// Run does what args ask for and returns the exit code. Findings go to stdout,
// everything else to stderr.
func Run(a *analysis.Analyzer, args []string, stdout, stderr io.Writer) (code int) {
	defer func() {
		if cause := recover(); cause != nil {
			fmt.Fprintf(stderr, "streamclose: internal error: %v\n", cause)
			code = exitTrouble
		}
	}()

	opts, err := parse(a, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		help(stdout, a)
		return exitClean
	case err != nil:
		fmt.Fprintf(stderr, "streamclose: %v\nRun 'streamclose -h' for usage.\n", err)
		return exitTrouble
	case opts.version:
		fmt.Fprintln(stdout, version())
		return exitClean
	}

	out := bufio.NewWriter(stdout)
	code, err = check(a, opts, out, stderr)
	if err := errors.Join(err, out.Flush()); err != nil {
		fmt.Fprintf(stderr, "streamclose: %v\n", err)
		return exitTrouble
	}
	return code
}

// check analyzes the packages and prints what came of it.
func check(a *analysis.Analyzer, opts *options, stdout, stderr io.Writer) (code int, err error) {
	loader := load.Loader{Dir: opts.dir, Tests: opts.tests, Tags: opts.tags, Names: append(analyzer.AcquireNames(), analyzer.DirectivePrefix)}
	loaded, err := loader.Load(opts.patterns)
	if err != nil {
		return exitTrouble, err
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, loaded.Packages, nil)
	if err != nil {
		return exitTrouble, err
	}
	analyzed := report.Collect(graph)

	problems := append(loaded.Problems, analyzed.Failures...)
	report.Problems(stderr, opts.dir, problems, append(loaded.Skipped, analyzed.Skipped...))
	if opts.verdicts {
		err = printVerdicts(stdout, opts, report.CollectVerdicts(graph))
	} else if opts.json {
		err = report.JSON(stdout, a.Name, analyzed.Findings)
	} else {
		report.Text(stdout, opts.dir, analyzed.Findings, opts.verbose)
	}

	switch {
	case len(problems) > 0:
		return exitTrouble, err
	case len(analyzed.Findings) > 0:
		return exitFindings, err
	}
	return exitClean, err
}

func printVerdicts(w io.Writer, opts *options, verdicts []report.Verdict) error {
	if opts.json {
		return report.VerdictsJSON(w, opts.dir, verdicts)
	}
	return report.VerdictsText(w, opts.dir, verdicts)
}
