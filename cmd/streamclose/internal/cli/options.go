package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// options are what the command line asks for.
type options struct {
	dir      string // absolute
	tests    bool
	tags     string
	json     bool
	verbose  bool
	verdicts bool
	version  bool
	known    []string // files
	patterns []string
}

// flags declares the flags of the command and, under their own names, those of
// the analyzer. They are kept away from flag.CommandLine: go vet would take
// what it finds there for flags of the vet tool.
func flags(a *analysis.Analyzer) (*flag.FlagSet, *options) {
	opts := new(options)
	set := flag.NewFlagSet("streamclose", flag.ContinueOnError)
	set.StringVar(&opts.dir, "C", "", "change to `dir` before doing anything else; paths are printed relative to it")
	set.BoolVar(&opts.json, "json", false, "print the findings in the format of go vet -json")
	set.StringVar(&opts.tags, "tags", "", "comma-separated `list` of build tags, as for go build")
	set.BoolVar(&opts.tests, "tests", true, "analyze test files, too")
	set.BoolVar(&opts.verbose, "v", false, "print the steps of the path below each finding")
	set.BoolVar(&opts.verdicts, "verdicts", false, "list every acquire with its verdict, and the totals of each package, instead of the findings")
	set.BoolVar(&opts.version, "version", false, "print the version and exit")
	a.Flags.VisitAll(func(f *flag.Flag) {
		if f.Name != knownFlag {
			set.Var(f.Value, f.Name, f.Usage)
			return
		}
		set.Func(f.Name, f.Usage, func(names string) error {
			opts.known = strings.Split(names, ",")
			return nil
		})
	})
	return set, opts
}

// knownFlag names the flag of the analyzer that takes files: they are read once
// the directory is known that they are relative to.
const knownFlag = "known"

func (o *options) readKnown(a *analysis.Analyzer) error {
	if o.known == nil {
		return nil
	}
	for i, name := range o.known {
		if !filepath.IsAbs(name) {
			o.known[i] = filepath.Join(o.dir, name)
		}
	}
	if err := a.Flags.Set(knownFlag, strings.Join(o.known, ",")); err != nil {
		return fmt.Errorf("flag -%s: %w", knownFlag, err)
	}
	return nil
}

// parse reads the command line. The error is flag.ErrHelp if it asks for help.
func parse(a *analysis.Analyzer, args []string) (*options, error) {
	set, opts := flags(a)
	set.SetOutput(io.Discard) // what is wrong is said once, by the caller
	set.Usage = func() {}
	if err := set.Parse(args); err != nil {
		return nil, err
	}

	opts.patterns = set.Args()
	for _, pattern := range opts.patterns {
		if strings.HasPrefix(pattern, "-") {
			return nil, fmt.Errorf("flag %s must stand before the packages", pattern)
		}
	}
	if len(opts.patterns) == 0 {
		opts.patterns = []string{"."}
	}

	var err error
	if opts.dir, err = directory(opts.dir); err != nil {
		return nil, err
	}
	return opts, opts.readKnown(a)
}

// directory is the absolute path of dir, which must exist.
func directory(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	switch info, err := os.Stat(abs); {
	case err != nil:
		return "", fmt.Errorf("flag -C: %s: %w", dir, errors.Unwrap(err))
	case !info.IsDir():
		return "", fmt.Errorf("flag -C: %s: not a directory", dir)
	}
	return abs, nil
}
