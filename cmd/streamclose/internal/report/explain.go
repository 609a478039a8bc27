package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/streamclose/streamclose/analyzer"
)

// Explain tells why the acquires in a line of a file have their verdicts, and
// what the findings in the line are about that have no acquire there. The error
// names the nearest acquires if there is nothing in this line.
func Explain(w io.Writer, r *Report, file string, line int) error {
	var here, inFile []Verdict
	for _, v := range r.Verdicts {
		if v.Pos.Filename != file {
			continue
		}
		inFile = append(inFile, v)
		if v.Pos.Line <= line && line <= v.End.Line {
			here = append(here, v)
		}
	}
	others := slices.DeleteFunc(slices.Clone(r.Findings), func(f Finding) bool {
		return f.Pos.Filename != file || f.Pos.Line != line ||
			slices.ContainsFunc(here, func(v Verdict) bool { return concerns(f, v) })
	})
	if len(here)+len(others) == 0 {
		return fmt.Errorf("%s:%d: no stream is acquired in this line%s", Slashed(r.Dir, file), line, nearest(inFile, line))
	}
	var b bytes.Buffer
	t := texter{Report: r, w: &b}
	for i, v := range here {
		t.separate(i > 0)
		t.verdict(v)
	}
	for i, finding := range others {
		t.separate(len(here)+i > 0)
		t.explained(finding)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (t *texter) separate(needed bool) {
	if needed {
		fmt.Fprintln(t.w)
	}
}

func (t *texter) verdict(v Verdict) {
	t.digits = len(strconv.Itoa(v.Pos.Line + t.Context))
	fmt.Fprintf(t.w, "%s: %s%s\n", t.paint(bold, Place(t.Dir, v.Pos)),
		t.paint(bold, "stream from "+v.Subject()+": "+v.Acquire.Verdict), t.paint(faint, remark(v)))
	t.snippet(v.Pos, v.End, cyan, "")
	sentences := verdicts
	if v.Half == analyzer.Receive {
		sentences = receiveVerdicts
	}
	fmt.Fprintf(t.w, "  %s: %s\n", v.Acquire.Verdict, sentences[v.Acquire.Verdict])
	if sentence := reasons[v.Reason]; sentence != "" {
		fmt.Fprintf(t.w, "  %s: %s\n", v.Reason, sentence)
	}
	if v.Given.IsValid() {
		fmt.Fprintf(t.w, "  %s: here\n", Place(t.Dir, v.Given))
		t.snippet(v.Given, v.Given, cyan, "")
	}
	if v.Acquire.Verdict != analyzer.Leak {
		return
	}
	findings := t.findings(v)
	if len(findings) == 0 {
		fmt.Fprintf(t.w, "  The finding is not reported: a comment silences it, or the file is generated.\n")
	}
	for _, finding := range findings {
		fmt.Fprintln(t.w)
		t.explained(finding)
	}
}

func (t *texter) explained(finding Finding) {
	t.digits = t.Report.digits(finding)
	t.finding(finding)
	fmt.Fprintf(t.w, "\nWhat to do about it: streamclose -explain %s\n", finding.Category)
}

// findings are those about an acquire.
func (r *Report) findings(v Verdict) []Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f Finding) bool { return !concerns(f, v) })
}

// nearest words which acquires of a file are the nearest to a line.
func nearest(verdicts []Verdict, line int) string {
	if len(verdicts) == 0 {
		return ", nor anywhere in this file"
	}
	distance := func(v Verdict) int { return max(v.Pos.Line-line, line-v.End.Line) }
	verdicts = slices.Clone(verdicts)
	slices.SortStableFunc(verdicts, func(a, b Verdict) int { return cmp.Compare(distance(a), distance(b)) })
	verdicts = verdicts[:min(len(verdicts), 3)]
	slices.SortStableFunc(verdicts, func(a, b Verdict) int { return cmp.Compare(a.Pos.Line, b.Pos.Line) })
	var names []string
	for _, v := range verdicts {
		names = append(names, fmt.Sprintf("%s in line %d", v.Name, v.Pos.Line))
	}
	return "; the nearest acquires: " + strings.Join(names, ", ")
}
