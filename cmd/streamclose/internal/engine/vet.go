package engine

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"

	"golang.org/x/tools/go/analysis"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/load"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
)

// Vet has the go command run this executable as its vet tool, on the packages
// that the patterns match. The go command keeps the results of packages in its
// cache. The verdicts are not known then, since it passes on findings only. The
// progress may be nil.
func Vet(a *analysis.Analyzer, loader *load.Loader, patterns []string, progress *Progress) (*Result, error) {
	defer progress.end()
	progress.wait("go vet is at work")
	executable, err := os.Executable()
	if err != nil {
		return nil, err
	}
	// The go command only warns of a pattern that matches nothing.
	paths, unmatched, err := loader.Matched(patterns)
	if err != nil {
		return nil, err
	}
	args := []string{"vet", "-json", "-vettool=" + executable}
	if loader.Tags != "" {
		args = append(args, "-tags="+loader.Tags)
	}
	a.Flags.VisitAll(func(f *flag.Flag) {
		if value := f.Value.String(); value != f.DefValue {
			args = append(args, "-"+f.Name+"="+value)
		}
	})
	command := exec.Command("go", append(args, patterns...)...)
	command.Dir = loader.Dir
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	failed := command.Run()
	if failed != nil && !errors.As(failed, new(*exec.ExitError)) {
		return nil, failed
	}

	result := &Result{Packages: paths, Problems: unmatched}
	findings, err := report.ReadVetJSON(&stdout, a.Name)
	if err != nil {
		return nil, fmt.Errorf("output of go vet: %w", err)
	}
	for _, finding := range findings {
		result.add(finding)
	}
	result.sort()
	if failed != nil {
		result.Said = cmp.Or(stderr.String(), fmt.Sprintf("go vet: %v\n", failed))
	}
	return result, nil
}
