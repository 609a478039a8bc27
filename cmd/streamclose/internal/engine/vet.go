package engine

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/load"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
)

// Vet has the go command run this executable as its vet tool, on the packages
// that the patterns match. The go command keeps the results of packages in its
// cache. The verdicts are not known then, since it passes on findings only. The
// progress may be nil.
func Vet(a Analyzers, loader *load.Loader, patterns []string, progress *Progress) (*Result, error) {
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
	// With -trimpath, copies of a module share what the go command keeps, and
	// with it the absolute paths in the findings.
	args := []string{"vet", "-json", "-trimpath=false", "-vettool=" + executable}
	if loader.Tags != "" {
		args = append(args, "-tags="+loader.Tags)
	}
	a.Flags.VisitAll(func(f *flag.Flag) {
		if value := f.Value.String(); value != f.DefValue {
			args = append(args, "-"+f.Name+"="+value)
		}
	})
	heard, err := ask(a.Analyzer, loader.Dir, slices.Concat(args, []string{"-" + rootsFlag + "=any"}, patterns))
	if err == nil && !heard.all(paths) {
		roots := fmt.Sprintf("-%s=%x", rootsFlag, sha256.Sum256([]byte(strings.Join(paths, "\n"))))
		heard, err = ask(a.Analyzer, loader.Dir, slices.Concat(args, []string{roots}, patterns))
	}
	if err != nil {
		return nil, err
	}
	result := &Result{Packages: paths, Problems: unmatched, Said: heard.said}
	for _, finding := range heard.findings {
		if slices.Contains(paths, finding.Package) {
			result.add(finding)
		}
	}
	result.sort()
	return result, nil
}

// answers is what the go command passes on.
type answers struct {
	findings []report.Finding
	packages map[string]bool // that the tool was asked for
	said     string          // of failures
}

func (a *answers) all(paths []string) bool {
	return !slices.ContainsFunc(paths, func(path string) bool { return !a.packages[path] })
}

func ask(a *analysis.Analyzer, dir string, args []string) (*answers, error) {
	command := exec.Command("go", args...)
	command.Dir = dir
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	heard := &answers{packages: make(map[string]bool)}
	if err := command.Run(); err != nil {
		if !errors.As(err, new(*exec.ExitError)) {
			return nil, err
		}
		heard.said = cmp.Or(stderr.String(), fmt.Sprintf("go vet: %v\n", err))
	}
	findings, err := report.ReadVetJSON(&stdout, a.Name)
	if err != nil {
		return nil, fmt.Errorf("output of go vet: %w", err)
	}
	for _, finding := range findings {
		if finding.Category == answer {
			heard.packages[finding.Package] = true
		} else {
			heard.findings = append(heard.findings, finding)
		}
	}
	return heard, nil
}
