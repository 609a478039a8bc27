package load

import (
	"cmp"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
)

// A Problem is an error in a package.
type Problem struct {
	Package  string         // package ID; empty if it is about no package
	Position token.Position // may be unknown
	Message  string
}

// SortProblems orders by package and place, and drops what was said before:
// a package and its variant with tests have their errors in common.
func SortProblems(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Package, b.Package),
			cmp.Compare(a.Position.Filename, b.Position.Filename),
			cmp.Compare(a.Position.Line, b.Position.Line),
			cmp.Compare(a.Position.Column, b.Position.Column),
			cmp.Compare(a.Message, b.Message),
		)
	})
	type text struct {
		position token.Position
		message  string
	}
	said := make(map[text]bool)
	return slices.DeleteFunc(problems, func(p Problem) bool {
		t := text{p.Position, p.Message}
		if !p.Position.IsValid() {
			path, _, _ := strings.Cut(p.Package, " [") // without the variant
			t.message = path + ": " + p.Message
		}
		again := said[t]
		said[t] = true
		return again
	})
}

// problems lists what is wrong with the packages and with all they import.
func (l *Loader) problems(roots ...[]*packages.Package) []Problem {
	var problems []Problem
	for _, pkg := range everything(roots...) {
		for _, err := range pkg.Errors {
			if consequence(pkg, err) {
				continue
			}
			problems = append(problems, Problem{
				Package:  pkg.ID,
				Position: l.position(err.Pos),
				Message:  withCure(err.Msg),
			})
		}
	}
	return SortProblems(problems)
}

func everything(roots ...[]*packages.Package) []*packages.Package {
	var all []*packages.Package
	for _, pkgs := range roots {
		packages.Visit(pkgs, nil, func(pkg *packages.Package) { all = append(all, pkg) })
	}
	return all
}

// consequence reports whether err may only follow from another error: a type
// error in a package that could not be read in full, or whose imports are
// broken. As with go build, the root comes first.
func consequence(pkg *packages.Package, err packages.Error) bool {
	if err.Kind != packages.TypeError {
		return false
	}
	for _, other := range pkg.Errors {
		if other.Kind == packages.ParseError || other.Kind == packages.ListError {
			return true
		}
	}
	for _, imported := range pkg.Imports {
		if imported.IllTyped {
			return true
		}
	}
	return false
}

// position reads "file:line:col", "file:line", "file", "-" or "".
func (l *Loader) position(text string) token.Position {
	var numbers []int
	for len(numbers) < 2 {
		colon := strings.LastIndexByte(text, ':')
		if colon < 0 {
			break
		}
		number, err := strconv.Atoi(text[colon+1:])
		if err != nil {
			break
		}
		numbers = append(numbers, number)
		text = text[:colon]
	}
	if text == "" || text == "-" {
		return token.Position{}
	}
	if !filepath.IsAbs(text) {
		text = filepath.Join(l.Dir, text)
	}
	position := token.Position{Filename: text, Line: 1}
	switch len(numbers) {
	case 1:
		position.Line = numbers[0]
	case 2:
		position.Line, position.Column = numbers[1], numbers[0]
	}
	return position
}
