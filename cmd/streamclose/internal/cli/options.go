package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
)

// options are what the command line asks for.
type options struct {
	dir      string // absolute
	tests    bool
	tags     string
	format   report.Format
	output   string
	engine   string // inprocess or vet
	baseline string
	rewrite  bool // the baseline
	color    bool
	context  int
	diff     bool
	explain  string
	exitZero bool
	fix      bool
	files    bool
	json     bool
	verbose  bool
	verdicts bool
	version  bool
	known    []string // files
	args     []string // patterns of packages, or files
	targets  []target

	// as they are on the command line
	formatName, colorMode string
}

// flags declares the flags of the command and, under their own names, those of
// the analyzer. They are kept away from flag.CommandLine: go vet would take
// what it finds there for flags of the vet tool.
func flags(a *analysis.Analyzer) (*flag.FlagSet, *options) {
	opts := new(options)
	set := flag.NewFlagSet("streamclose", flag.ContinueOnError)
	set.StringVar(&opts.dir, "C", "", "change to `dir` before doing anything else; paths are printed relative to it")
	set.StringVar(&opts.baseline, "baseline", "", "report only findings that are not in `file`")
	set.IntVar(&opts.context, "c", 0, "show `n` lines of source around each place; implies -format=text")
	set.StringVar(&opts.colorMode, "color", "auto", "use colors in the format text: `when` is auto, always or never")
	set.BoolVar(&opts.diff, "diff", false, "print what -fix would change, as a unified diff, and change nothing")
	set.StringVar(&opts.engine, "engine", "inprocess", "analyze with `name`: inprocess, or vet for the go command, which keeps results in its cache")
	set.BoolVar(&opts.exitZero, "exit-zero", false, "exit with 0 despite findings")
	set.StringVar(&opts.explain, "explain", "", "explain `what`: a rule, or why a stream that is acquired in file.go:line is a leak, proven or trusted")
	set.BoolVar(&opts.fix, "fix", false, "apply the suggested fixes to the source files and report the findings that remain")
	set.BoolVar(&opts.files, "files", false, "check the packages that the given .go files belong to, in whatever directories and modules they are")
	set.StringVar(&opts.formatName, "format", "", "print the findings in the format `name`: "+strings.Join(formatNames(), ", ")+"; without it, text on a terminal and else plain")
	set.BoolVar(&opts.json, "json", false, "print the findings in the format of go vet -json")
	set.StringVar(&opts.output, "o", "", "write the findings to `file` and not to standard output")
	set.StringVar(&opts.tags, "tags", "", "comma-separated `list` of build tags, as for go build")
	set.BoolVar(&opts.tests, "tests", true, "analyze test files, too")
	set.BoolVar(&opts.verbose, "v", false, "in the format plain, print the steps of the path below each finding")
	set.BoolVar(&opts.verdicts, "verdicts", false, "list every acquire with its verdict, and the totals of each package, instead of the findings")
	set.BoolVar(&opts.version, "version", false, "print the version and exit")
	set.BoolVar(&opts.rewrite, "write-baseline", false, "write all findings to the file of -baseline instead of reporting them")
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

func formatNames() []string {
	var names []string
	for _, format := range report.Formats() {
		names = append(names, format.Name)
	}
	return names
}

// parse reads the command line. The error is flag.ErrHelp if it asks for help.
func parse(a *analysis.Analyzer, args []string, stdout io.Writer) (*options, error) {
	set, opts := flags(a)
	set.SetOutput(io.Discard) // what is wrong is said once, by the caller
	set.Usage = func() {}
	if err := set.Parse(args); err != nil {
		return nil, err
	}

	opts.args = set.Args()
	for _, arg := range opts.args {
		if strings.HasPrefix(arg, "-") {
			return nil, fmt.Errorf("flag %s must stand before the packages", arg)
		}
	}

	if opts.rewrite && opts.baseline == "" {
		return nil, errors.New("flag -write-baseline: name the file with -baseline")
	}
	if opts.explain != "" && len(opts.args) > 0 {
		return nil, fmt.Errorf("flag -explain: leave %s out, the package is the one of the file", opts.args[0])
	}
	if err := opts.checkEngine(); err != nil {
		return nil, err
	}
	given := make(map[string]bool)
	set.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if err := opts.checkFixing(given); err != nil {
		return nil, err
	}
	if err := opts.appearance(given, stdout); err != nil {
		return nil, err
	}
	var err error
	if opts.dir, err = directory(opts.dir); err != nil {
		return nil, err
	}
	if opts.targets, err = targets(opts); err != nil {
		return nil, err
	}
	return opts, opts.readKnown(a)
}

func (o *options) checkEngine() error {
	switch {
	case o.engine != "vet" && o.engine != "inprocess":
		return fmt.Errorf("flag -engine: %q is neither inprocess nor vet", o.engine)
	case o.engine == "vet" && (o.verdicts || o.explain != ""):
		return errors.New("flag -engine=vet: the go command passes on findings only; leave it out for -verdicts and -explain")
	case o.engine == "vet" && !o.tests:
		return errors.New("flag -engine=vet: the go command always analyzes tests; leave -tests=false out")
	}
	return nil
}

// checkFixing looks for flags that ask for something else than fixes do.
func (o *options) checkFixing(given map[string]bool) error {
	var foreign []string
	if o.fix || o.diff {
		foreign = append(foreign, "explain", "verdicts", "write-baseline")
	}
	if o.diff {
		foreign = append(foreign, "c", "color", "format", "json", "v")
	}
	for _, name := range foreign {
		switch {
		case given[name] && o.diff:
			return fmt.Errorf("flag -diff prints a diff and nothing else: leave -%s out", name)
		case given[name]:
			return fmt.Errorf("flag -fix reports the findings that remain: leave -%s out", name)
		}
	}
	return nil
}

// appearance decides on the format and its details.
func (o *options) appearance(given map[string]bool, stdout io.Writer) error {
	onTerminal := o.output == "" && isTerminal(stdout)
	name := o.formatName
	switch {
	case name != "" && o.json && !o.verdicts:
		return errors.New("flags -json and -format name two formats: leave one out")
	case name == "json" && o.verdicts:
		o.json = true
	case o.explain != "" && (o.json || o.verdicts || o.output != "" || name != "" && name != "text"):
		return errors.New("flag -explain goes with no other format than text, and neither with -json, -o nor -verdicts")
	case name != "" && name != "plain" && o.verdicts:
		return fmt.Errorf("flag -verdicts goes with the formats plain and json, not %s", name)
	case name != "":
	case given["c"], onTerminal, o.explain != "":
		name = "text"
	default:
		name = "plain"
	}
	i := slices.Index(formatNames(), name)
	if i < 0 {
		return fmt.Errorf("flag -format: there is no format %q; choose one of %s", name, strings.Join(formatNames(), ", "))
	}
	o.format = report.Formats()[i]

	switch {
	case o.context < 0:
		return fmt.Errorf("flag -c: %d lines are less than none", o.context)
	case given["c"] && name != "text":
		return fmt.Errorf("flag -c goes with the format text, not %s", name)
	}
	switch o.colorMode {
	case "always":
		o.color = true
	case "never":
	case "auto":
		o.color = onTerminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	default:
		return fmt.Errorf("flag -color: %q is none of auto, always and never", o.colorMode)
	}
	return nil
}

// wantsFixes reports whether suggested fixes are applied or shown.
func (o *options) wantsFixes() bool {
	return o.fix || o.diff || o.explain != "" || !o.verdicts && (o.json || o.format.Fixes)
}

// isTerminal reports whether w is one, or another device that takes characters.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// directory is the absolute path of dir, which must exist.
func directory(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	switch info, err := os.Stat(abs); {
	case err != nil:
		return "", fmt.Errorf("flag -C: %s: %w", dir, cause(err))
	case !info.IsDir():
		return "", fmt.Errorf("flag -C: %s: not a directory", dir)
	}
	return abs, nil
}

// cause is what an operation on a file failed from, without its name.
func cause(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}

// repository is the root of the git repository around dir, or dir itself where
// there is none: code hosts name files relative to it.
func repository(dir string) string { return around(dir, ".git") }

// around is the innermost directory from dir upwards that has an entry of the
// name, or dir itself where there is none.
func around(dir, name string) string {
	for root := dir; ; root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, name)); err == nil {
			return root
		}
		if root == filepath.Dir(root) {
			return dir
		}
	}
}
