// Package cli is the stand-alone command.
package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"

	"golang.org/x/tools/go/analysis"

	"github.com/streamclose/streamclose/analyzer"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/engine"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/load"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/source"
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

	opts, err := parse(a, args, stdout)
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

	if opts.explain != "" {
		code, err = explain(a, opts, stdout, stderr)
	} else {
		code, err = check(a, opts, stdout, stderr)
	}
	if err != nil {
		fmt.Fprintf(stderr, "streamclose: %v\n", err)
		return exitTrouble
	}
	return code
}

// check analyzes the packages and prints what came of it.
func check(a *analysis.Analyzer, opts *options, stdout, stderr io.Writer) (code int, err error) {
	known, err := newBaseline(opts)
	if err != nil {
		return exitTrouble, err
	}
	defer known.discard()
	out := standard(stdout)
	if opts.output != "" {
		out, err = create("-o", opts.dir, opts.output)
		if err != nil {
			return exitTrouble, err
		}
	}
	defer out.discard()

	result, err := analyze(a, opts, opts.targets, stderr)
	if err != nil {
		return exitTrouble, err
	}
	files := new(source.Files)
	if err := known.apply(result, files, stderr); err != nil {
		return exitTrouble, err
	}
	if err := write(out, a, opts, result, files); err != nil {
		return exitTrouble, err
	}

	switch {
	case !result.Complete():
		return exitTrouble, out.commit()
	case len(result.Findings) > 0 && !opts.exitZero:
		return exitFindings, out.commit()
	}
	return exitClean, out.commit()
}

// analyze runs the engine asked for, and prints what stood in its way.
func analyze(a *analysis.Analyzer, opts *options, targets []target, stderr io.Writer) (*engine.Result, error) {
	run := engine.Run
	if opts.engine == "vet" {
		run = engine.Vet
	}
	result := new(engine.Result)
	for _, t := range targets {
		var progress *engine.Progress
		if isTerminal(stderr) {
			progress = engine.NewProgress(stderr)
		}
		loader := &load.Loader{Dir: t.dir, Tests: opts.tests, Tags: opts.tags, Names: append(analyzer.AcquireNames(), analyzer.DirectivePrefix)}
		found, err := run(a, loader, t.patterns, progress)
		if err != nil {
			return nil, err
		}
		result.Add(found)
	}
	fmt.Fprint(stderr, result.Said)
	report.Problems(stderr, opts.dir, result.Problems, result.Skipped)
	return result, nil
}

// write prints the findings, or the inventory, in the form asked for.
func write(w io.Writer, a *analysis.Analyzer, opts *options, result *engine.Result, files *source.Files) error {
	switch {
	case opts.verdicts && opts.json:
		return report.VerdictsJSON(w, opts.dir, result.Verdicts)
	case opts.verdicts:
		return report.VerdictsText(w, opts.dir, result.Verdicts)
	case opts.json:
		return report.VetJSON(w, a.Name, result.Findings)
	}
	return opts.format.Write(w, &report.Report{
		Dir:      opts.dir,
		Root:     repository(opts.dir),
		Version:  release(),
		Findings: result.Findings,
		Verdicts: result.Verdicts,
		Complete: result.Complete(),
		Source:   files,
		Color:    opts.color,
		Context:  opts.context,
		Verbose:  opts.verbose,
	})
}
