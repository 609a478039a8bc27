// Package apply changes source files as the fixes of findings say.
package apply

import (
	"fmt"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/source"
)

// A Plan is a change of files.
type Plan struct {
	Fixed int      // findings that it fixes
	Left  []string // places of findings whose fixes meet others

	dir   string
	files []change // in the order of names
}

// A change gives a file a new text.
type change struct {
	file     string
	old, new string
}

// New plans to apply the fixes of the findings, which are in the order of their
// places. It is an error if a file is not as it was when its sum was taken, or
// would not be Go any more. Errors name files relative to dir.
func New(dir string, findings []report.Finding, sums source.Sums) (*Plan, error) {
	c := choose(findings)
	p := &Plan{Fixed: len(c.fixes), dir: source.Target(dir)}
	for _, at := range c.left {
		p.Left = append(p.Left, report.Place(dir, at))
	}
	for _, file := range slices.Sorted(maps.Keys(c.edits)) {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("%s: cannot be read: %w: run streamclose again", p.name(file), err)
		}
		if !sums.Same(file, text) {
			return nil, fmt.Errorf("%s: the file has changed since it was analyzed: run streamclose again", p.name(file))
		}
		fixed, err := edited(string(text), c.edits[file])
		if err != nil {
			return nil, fmt.Errorf("%s: its fixes do not fit: %w: fix it by hand", p.name(file), err)
		}
		p.files = append(p.files, change{file, string(text), fixed})
	}
	return p, nil
}

// edited returns the text after the edits, which must leave it a Go file.
func edited(text string, edits []report.Edit) (string, error) {
	var list []udiff.Edit
	for _, edit := range edits {
		list = append(list, udiff.Edit{Start: edit.Start, End: edit.End, New: edit.New})
	}
	fixed, err := udiff.Apply(text, list)
	if err != nil {
		return "", err
	}
	_, err = parser.ParseFile(token.NewFileSet(), "", fixed, parser.SkipObjectResolution)
	return fixed, err
}

// Files is the number of files that change.
func (p *Plan) Files() int { return len(p.files) }

// Diff returns the change in the unified format, with names as git has them.
func (p *Plan) Diff() string {
	var b strings.Builder
	for _, c := range p.files {
		name := "/" + strings.TrimPrefix(report.Slashed(p.dir, c.file), "/")
		b.WriteString(numbered(udiff.Unified("a"+name, "b"+name, c.old, c.new)))
	}
	return b.String()
}

var hunk = regexp.MustCompile(`(?m)^(@@ -(\d+)(?:,(\d+))? \+)\d+((?:,(\d+))? @@)$`)

// numbered says in the diff of one file where each hunk begins in the new text.
// go-udiff v0.4.1 leaves out what is between the changes of the hunks before (unified.go).
func numbered(diff string) string {
	added := 0
	return hunk.ReplaceAllStringFunc(diff, func(header string) string {
		m := hunk.FindStringSubmatch(header)
		count := func(text string) int {
			if n, err := strconv.Atoi(text); err == nil {
				return n
			}
			return 1 // which is left out
		}
		begin := count(m[2]) + added
		added += count(m[5]) - count(m[3])
		return m[1] + strconv.Itoa(begin) + m[4]
	})
}

// name is how messages name a file.
func (p *Plan) name(file string) string {
	return report.Place(p.dir, token.Position{Filename: file})
}
