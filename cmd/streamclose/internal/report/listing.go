package report

import (
	"cmp"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/source"
)

// around is the number of lines of source before and after each place on the
// page.
const around = 3

type (
	pageFile struct {
		Name  string
		Lines []pageLine
	}
	pageLine struct {
		Number int
		Gap    bool // lines before this one are left out
		Parts  []pagePart
		Steps  []pageStep
	}
	pagePart struct {
		Text   string
		Marked bool
	}
)

// listing has the source of the path of a finding, by file in the order of the
// path.
func (r *Report) listing(f pageFinding) []pageFile {
	extents := []Step{{Pos: f.Pos, End: f.End}}
	for _, step := range f.Steps {
		extents = append(extents, step.Step)
	}
	var names []string
	for _, e := range extents {
		if !slices.Contains(names, e.Pos.Filename) {
			names = append(names, e.Pos.Filename)
		}
	}
	var files []pageFile
	for _, name := range names {
		in := slices.DeleteFunc(slices.Clone(extents), func(e Step) bool { return e.Pos.Filename != name })
		file := pageFile{Name: filepath.ToSlash(strings.TrimSuffix(Place(r.Dir, token.Position{Filename: name}), ":0"))}
		last := 0
		for _, number := range shownLines(in) {
			text, ok := r.Source.Line(name, number)
			if !ok {
				continue
			}
			line := pageLine{Number: number, Gap: number > last+1 && last > 0, Parts: parts(text, number, in)}
			for _, step := range f.Steps {
				if step.Pos.Filename == name && step.Pos.Line == number {
					line.Steps = append(line.Steps, step)
				}
			}
			file.Lines = append(file.Lines, line)
			last = number
		}
		files = append(files, file)
	}
	return files
}

// shownLines are the numbers of the lines around the places, sorted.
func shownLines(extents []Step) []int {
	var numbers []int
	for _, e := range extents {
		for n := max(e.Pos.Line-around, 1); n <= e.Pos.Line+around; n++ {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// parts splits a line into what belongs to one of the places and what does
// not.
func parts(text string, number int, extents []Step) []pagePart {
	type span struct{ from, to int }
	var spans []span
	for _, e := range extents {
		if e.Pos.Line != number {
			continue
		}
		to := e.End.Column - 1
		if e.End.Line > number {
			to = len(text)
		}
		from := min(max(e.Pos.Column-1, 0), len(text))
		spans = append(spans, span{from, min(max(to, from), len(text))})
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })

	var list []pagePart
	done := 0
	add := func(to int, marked bool) {
		if to > done {
			part := source.Printable(strings.TrimPrefix(text[done:to], "\uFEFF"))
			if !marked {
				part = shortened(part, done > 0, to < len(text))
			}
			list = append(list, pagePart{part, marked})
			done = to
		}
	}
	for _, s := range spans {
		add(s.from, false)
		add(s.to, true)
	}
	add(len(text), false)
	return list
}

// shortened leaves out most of a very long text beside a mark: of one behind
// it the end, and of one before it the beginning.
func shortened(text string, behind, before bool) string {
	const limit, rest = 160, 40
	runes := []rune(text)
	if len(runes) <= limit || !behind && !before {
		return text
	}
	head, tail := "", ""
	if behind {
		head = string(runes[:rest])
	}
	if before {
		tail = string(runes[len(runes)-rest:])
	}
	return head + "…" + tail
}
