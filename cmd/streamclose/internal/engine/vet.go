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
	findings, answers, said, err := ask(a, loader.Dir, append(args, patterns...))
	if err == nil && answers < len(paths) {
		roots := fmt.Sprintf("-%s=%x", RootsFlag, sha256.Sum256([]byte(strings.Join(paths, "\n"))))
		findings, _, said, err = ask(a, loader.Dir, slices.Concat(args, []string{roots}, patterns))
	}
	if err != nil {
		return nil, err
	}
	result := &Result{Packages: paths, Problems: unmatched, Said: said}
	for _, finding := range findings {
		result.add(finding)
	}
	result.sort()
	return result, nil
}

// RootsFlag names a flag of the vet tool whose value has no effect.
//
// The go command keeps what the tool said of a package, and Go 1.26 keeps the
// silence, too, when the package was only imported by another one. It passes
// that on when the findings in the package are asked for. Such a package has no
// answer, not even an empty one; with a new value of this flag, the go command
// asks the tool again.
const RootsFlag = "roots"

// ask runs the go command and returns the findings, the number of packages that
// it has an answer for, and what it says of failures.
func ask(a *analysis.Analyzer, dir string, args []string) (findings []report.Finding, answers int, said string, err error) {
	command := exec.Command("go", args...)
	command.Dir = dir
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	failed := command.Run()
	if failed != nil {
		if !errors.As(failed, new(*exec.ExitError)) {
			return nil, 0, "", failed
		}
		said = cmp.Or(stderr.String(), fmt.Sprintf("go vet: %v\n", failed))
	}
	findings, answers, err = report.ReadVetJSON(&stdout, a.Name)
	if err != nil {
		return nil, 0, "", fmt.Errorf("output of go vet: %w", err)
	}
	return findings, answers, said, nil
}
