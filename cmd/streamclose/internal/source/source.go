// Package source knows the text that positions point into.
package source

import (
	"go/token"
	"os"
	"strings"
	"unicode/utf8"
)

// Files reads source files, each once. The zero value is ready for use.
type Files struct {
	files map[string]*file
}

type file struct {
	text  string
	lines []string // without their ends

	functions []function
	parsed    bool
}

// Line returns a line of a file, counted from 1, without its end. It reports
// false if there is no such line.
func (f *Files) Line(name string, number int) (string, bool) {
	lines := f.file(name).lines
	if number < 1 || number > len(lines) {
		return "", false
	}
	return lines[number-1], true
}

// Position returns the place of a byte of a file, counted from 0. It reports
// false if the file does not reach so far.
func (f *Files) Position(name string, offset int) (token.Position, bool) {
	text := f.file(name).text
	if offset < 0 || offset > len(text) {
		return token.Position{}, false
	}
	before := text[:offset]
	return token.Position{
		Filename: name,
		Offset:   offset,
		Line:     1 + strings.Count(before, "\n"),
		Column:   offset - strings.LastIndexByte(before, '\n'),
	}, true
}

// UTF16Column returns the column of a position in UTF-16 code units, counted
// from 1, and not in bytes. A byte order mark is no part of the first line. It
// reports false if the line is not known.
func (f *Files) UTF16Column(at token.Position) (int, bool) {
	line, ok := f.Line(at.Filename, at.Line)
	if !ok || at.Column < 1 || at.Column > len(line)+1 {
		return 0, false
	}
	column := 1
	for _, r := range strings.TrimPrefix(line[:at.Column-1], bom) {
		column++
		if r > 0xFFFF && r <= utf8.MaxRune {
			column++
		}
	}
	return column, true
}

const bom = "\uFEFF"

// file returns a file, which is empty if it cannot be read: the place of a
// finding is worth telling without its text.
func (f *Files) file(name string) *file {
	if known, ok := f.files[name]; ok {
		return known
	}
	read := new(file)
	if data, err := os.ReadFile(name); err == nil {
		read.text = string(data)
		for line := range strings.Lines(read.text) {
			line = strings.TrimSuffix(line, "\n")
			read.lines = append(read.lines, strings.TrimSuffix(line, "\r"))
		}
	}
	if f.files == nil {
		f.files = make(map[string]*file)
	}
	f.files[name] = read
	return read
}
