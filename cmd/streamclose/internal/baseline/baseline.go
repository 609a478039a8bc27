// Package baseline keeps the findings that are known, so that only new ones
// fail.
//
// The file has a line for each finding, sorted, with the parts of its key
// separated by tabs: rule, package, function, and the text of the line. It names
// no line numbers, so that it stays true when lines move. Findings that are
// alike in all of this have a line each.
package baseline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
)

// The first line tells the format and its version.
const (
	title  = "# streamclose baseline, version "
	header = title + "1"
)

// A Baseline is a list of known findings.
type Baseline struct {
	path    string // as the user named it
	entries []entry
}

// An entry is a line of the file.
type entry struct {
	key  report.Key // with the ordinal left out
	line int
}

// Read reads the file at path, which the user calls name.
func Read(path, name string) (*Baseline, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("flag -baseline: %w; to create it, add -write-baseline", named(err, name))
	}
	lines := strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	if version, ok := strings.CutPrefix(lines[0], title); !ok {
		return nil, fmt.Errorf("%s:1: not a baseline of streamclose: it would begin with %q; to replace the file, add -write-baseline", name, header)
	} else if lines[0] != header {
		return nil, fmt.Errorf("%s:1: baseline of version %s, and not 1: to replace it, add -write-baseline", name, version)
	}
	b := &Baseline{path: name}
	for i, line := range lines {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 4 || fields[0] == "" || fields[1] == "" {
			return nil, fmt.Errorf("%s:%d: not rule, package, function and line, separated by tabs: correct it, or add -write-baseline to replace the file", name, i+1)
		}
		key := report.Key{Rule: fields[0], Package: fields[1], Function: fields[2], Line: fields[3]}
		b.entries = append(b.entries, entry{key, i + 1})
	}
	return b, nil
}

// named is err with the name that the user has for the file.
func named(err error, name string) error {
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		err = failed.Err
	}
	return fmt.Errorf("%s: %w", name, err)
}

// New returns the findings that are not in the baseline; keys are those of the
// findings. Of several that are alike, the first ones are known.
//
// Stale tells of entries without a finding, in packages that were analyzed.
func (b *Baseline) New(findings []report.Finding, keys []report.Key, packages []string) (fresh []report.Finding, stale []string) {
	known := make(map[report.Key]int)
	for _, e := range b.entries {
		known[e.key]++
	}
	for i, finding := range findings {
		key := keys[i]
		key.Ordinal = 0
		if known[key] > 0 {
			known[key]--
			continue
		}
		fresh = append(fresh, finding)
	}
	for _, e := range slices.Backward(b.entries) {
		if known[e.key] > 0 && slices.Contains(packages, e.key.Package) {
			known[e.key]--
			stale = append(stale, fmt.Sprintf("%s:%d: stale entry: no %s finding in %s any more at %q", b.path, e.line, e.key.Rule, where(e.key), e.key.Line))
		}
	}
	slices.Reverse(stale)
	return fresh, stale
}

func where(key report.Key) string {
	if key.Function == "" {
		return key.Package
	}
	return key.Package + ", function " + key.Function
}

// Format returns the text of a baseline with the findings that have these keys.
func Format(keys []report.Key) string {
	var lines []string
	for _, key := range keys {
		lines = append(lines, strings.Join([]string{key.Rule, key.Package, key.Function, key.Line}, "\t")+"\n")
	}
	slices.Sort(lines)
	return header + "\n" + strings.Join(lines, "")
}
