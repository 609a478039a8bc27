// Package cli is the stand-alone command.
package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"

	"golang.org/x/tools/go/analysis"

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
func Run(a engine.Analyzers, args []string, stdout, stderr io.Writer) (code int) {
	defer func() {
		if cause := recover(); cause != nil {
			fmt.Fprintf(stderr, "streamclose: internal error: %v\n", cause)
			code = exitTrouble
		}
	}()

	opts, err := parse(a.Analyzer, args, stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
		help(stdout, a.Analyzer)
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
func check(a engine.Analyzers, opts *options, stdout, stderr io.Writer) (code int, err error) {
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

	r := &run{Analyzers: a, opts: opts, known: known, stderr: stderr}
	result, something, err := r.do(out)
	if err != nil {
		return exitTrouble, err
	}
	switch {
	case !result.Complete():
		return exitTrouble, out.commit()
	case something && !opts.exitZero:
		return exitFindings, out.commit()
	}
	return exitClean, out.commit()
}

// A run analyzes packages, once or more.
type run struct {
	engine.Analyzers
	opts   *options
	known  *known
	stderr io.Writer
}

// do prints what was asked for, and reports whether there was anything.
func (r *run) do(w io.Writer) (result *engine.Result, something bool, err error) {
	if r.opts.diff {
		return r.diff(w)
	}
	var files *source.Files
	if r.opts.fix {
		result, files, err = r.fix()
	} else {
		result, files, err = r.examine(nil, r.stderr)
	}
	if err != nil {
		return nil, false, err
	}
	return result, len(result.Findings) > 0, write(w, r.Analyzer, r.opts, result, files)
}

// examine analyzes the packages and takes the known findings out of the result.
// What there is to say of it besides goes to said.
func (r *run) examine(sums source.Sums, said io.Writer) (*engine.Result, *source.Files, error) {
	result, err := analyze(r.Analyzers, r.opts, r.opts.targets, sums, r.stderr)
	if err != nil {
		return nil, nil, err
	}
	tell(said, r.opts, result)
	files := new(source.Files)
	return result, files, r.known.apply(result, files, said)
}

// analyze runs the engine asked for, and shows its progress on a terminal. Sums
// that are not nil get those of the files before that.
func analyze(a engine.Analyzers, opts *options, targets []target, sums source.Sums, stderr io.Writer) (*engine.Result, error) {
	start := engine.Run
	switch {
	case opts.engine == "vet": // with fixes, that the go command keep one answer for all formats
		start = engine.Vet
	case !opts.wantsFixes():
		a.Analyzer = a.WithoutFixes
	}
	result := new(engine.Result)
	for _, t := range targets {
		var progress *engine.Progress
		if isTerminal(stderr) {
			progress = engine.NewProgress(stderr)
		}
		loader := &load.Loader{Dir: t.dir, Tests: opts.tests, Tags: opts.tags, Sums: sums}
		found, err := start(a, loader, t.patterns, progress)
		if err != nil {
			return nil, err
		}
		result.Add(found)
	}
	return result, nil
}

// tell prints what stood in the way of an analysis.
func tell(w io.Writer, opts *options, result *engine.Result) {
	fmt.Fprint(w, result.Said)
	report.Problems(w, opts.dir, result.Problems, result.Skipped)
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
