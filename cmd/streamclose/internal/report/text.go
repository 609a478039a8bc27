package report

import (
	"bytes"
	"fmt"
	"go/token"
	"io"
	"strconv"
	"strings"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/source"
)

// lineWidth is the number of columns of a line of source that are shown.
const lineWidth = 100

// text writes each finding with the source of all places it names.
func text(w io.Writer, r *Report) error {
	for i, finding := range r.Findings {
		if i > 0 {
			fmt.Fprintln(w)
		}
		var b bytes.Buffer
		t := texter{Report: r, w: &b, digits: r.digits(finding)}
		t.finding(finding)
		if _, err := w.Write(b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// digits is the width of the numbers of the lines shown with a finding.
func (r *Report) digits(finding Finding) int {
	last := finding.Pos.Line
	for _, step := range finding.Steps {
		last = max(last, step.Pos.Line)
	}
	return len(strconv.Itoa(last + r.Context))
}

// A texter writes one finding.
type texter struct {
	*Report
	w      io.Writer
	digits int
}

func (t *texter) finding(finding Finding) {
	fmt.Fprintf(t.w, "%s: %s %s\n", t.paint(bold, Place(t.Dir, finding.Pos)),
		t.paint(bold+red, indented(finding.Message)), t.paint(faint, "["+finding.Category+"]"))
	steps := finding.Steps
	label := ""
	if len(steps) > 0 && steps[0].Pos == finding.Pos && steps[0].End == finding.End {
		label, steps = steps[0].Message, steps[1:]
	}
	t.snippet(finding.Pos, finding.End, red, label)
	for _, step := range steps {
		fmt.Fprintf(t.w, "  %s: %s\n", t.paint(bold, Place(t.Dir, step.Pos)), indented(step.Message))
		t.snippet(step.Pos, step.End, cyan, "")
	}
	for _, fix := range finding.Fixes {
		fmt.Fprintf(t.w, "  suggested fix: %s\n", indented(fix.Message))
	}
}

func before(a, b token.Position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Column < b.Column
}

// snippet writes the line of a position with marks below it, and the lines
// around it.
func (t *texter) snippet(pos, end token.Position, color, label string) {
	line, ok := t.Source.Line(pos.Filename, pos.Line)
	if !ok {
		return
	}
	for n := pos.Line - t.Context; n < pos.Line; n++ {
		t.around(pos.Filename, n)
	}
	last := end.Column - 1
	if end.Line > pos.Line {
		last = len(strings.TrimRight(line, " \t"))
	}
	shown, from, to := source.Snippet(line, pos.Column-1, last, lineWidth)
	t.line(strconv.Itoa(pos.Line), shown)
	marks := strings.Repeat(" ", from) + t.paint(bold+color, strings.Repeat("^", to-from))
	if label != "" {
		marks += " " + t.paint(color, label)
	}
	t.line("", marks)
	for n := pos.Line + 1; n <= pos.Line+t.Context; n++ {
		t.around(pos.Filename, n)
	}
}

// around writes a line that is there for orientation.
func (t *texter) around(file string, number int) {
	if line, ok := t.Source.Line(file, number); ok {
		shown, _, _ := source.Snippet(line, 0, 0, lineWidth)
		t.line(strconv.Itoa(number), shown)
	}
}

func (t *texter) line(number, text string) {
	gutter := fmt.Sprintf("  %*s |", t.digits, number)
	if text != "" {
		text = " " + text
	}
	fmt.Fprintf(t.w, "%s%s\n", t.paint(faint, gutter), text)
}

// The codes of a terminal.
const (
	bold  = "\x1b[1m"
	faint = "\x1b[2m"
	red   = "\x1b[31m"
	cyan  = "\x1b[36m"
	reset = "\x1b[0m"
)

func (r *Report) paint(codes, text string) string {
	if !r.Color {
		return text
	}
	return codes + text + reset
}
