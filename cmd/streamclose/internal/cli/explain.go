package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/streamclose/streamclose/analyzer"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/engine"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/source"
)

// place is how a line of a file is written, as it is printed with a finding.
var place = regexp.MustCompile(`^(.+\.go):(\d+)(?::\d+)?:?$`)

// explain tells about a rule, or about the acquires in a line.
func explain(a engine.Analyzers, opts *options, stdout, stderr io.Writer) (code int, err error) {
	if at := place.FindStringSubmatch(opts.explain); at != nil {
		line, err := strconv.Atoi(at[2])
		if err != nil {
			return exitTrouble, fmt.Errorf("flag -explain: %s: no line has such a number", opts.explain)
		}
		return explainLine(a, opts, inside(opts.dir, at[1]), line, stdout, stderr)
	}
	if strings.HasSuffix(opts.explain, ".go") {
		return exitTrouble, fmt.Errorf("flag -explain: %s: add the number of a line, like %[1]s:12", opts.explain)
	}
	var names []string
	for _, rule := range analyzer.Rules() {
		if rule.Name == opts.explain {
			_, err := fmt.Fprintf(stdout, "%s: %s\n\n%s", rule.Name, rule.Summary, rule.Text)
			return exitClean, err
		}
		names = append(names, rule.Name)
	}
	return exitTrouble, fmt.Errorf("flag -explain: %q is neither a rule nor a line such as file.go:12; the rules are %s", opts.explain, strings.Join(names, ", "))
}

// explainLine tells about the acquires in a line. It analyzes the package that
// the file belongs to.
func explainLine(a engine.Analyzers, opts *options, file string, line int, stdout, stderr io.Writer) (code int, err error) {
	if _, err := os.Stat(file); err != nil {
		return exitTrouble, fmt.Errorf("flag -explain: %s: %w", file, cause(err))
	}
	result, err := analyze(a, opts, []target{{opts.dir, []string{filepath.Dir(file)}}}, nil, stderr)
	if err != nil {
		return exitTrouble, err
	}
	tell(stderr, opts, result)
	err = report.Explain(stdout, &report.Report{
		Dir:      opts.dir,
		Findings: result.Findings,
		Verdicts: result.Verdicts,
		Source:   new(source.Files),
		Color:    opts.color,
		Context:  opts.context,
	}, file, line)
	if err == nil && !result.Complete() {
		err = errors.New("the package could not be analyzed in full")
	}
	if err != nil {
		return exitTrouble, err
	}
	return exitClean, nil
}
