package oracle

import (
	"fmt"
	"slices"
	"strings"

	"example.com/oracle/drive"
)

// table returns the observations in Markdown.
func table(subjects []*subject) string {
	var rows []string
	acquires, idle := 0, 0
	verdicts := make(map[string]int)
	for _, s := range subjects {
		acquires += len(s.acquires)
		verdicts[s.verdict()]++
		if _, ok := s.notDriven(); ok {
			idle++
		}
		rows = append(rows, fmt.Sprintf("| %v | %s | %s |\n", s, s.verdict(), s.observed()))
	}
	slices.Sort(rows)
	var b strings.Builder
	fmt.Fprintf(&b, preamble, len(subjects), acquires, verdicts["leak"], verdicts["proven"], verdicts["trusted"], len(exceptions), idle)
	b.WriteString("| function | verdict | observed |\n| --- | --- | --- |\n")
	for _, row := range rows {
		b.WriteString(row)
	}
	return b.String()
}

const preamble = `# Verdicts and reality

What streamclose says of the fixtures in testdata/src/structs, and what happens
when they run with quic-go v0.65.0. Written by

	STREAMCLOSE=/path/to/streamclose go test -run TestOracle . -update

in testdata/src/oracle, and checked by testdata/oracle.sh.

%d functions with %d calls that acquire streams: %d leak, %d are proven, %d
trusted. %d are exceptions, and %d are not driven, with the reason.

In the last column is the first case that shows the leak. A case is "plain", or it
names what differs: how the peer treats streams, which calls fail, whether there
are seven calls or one, and the number of the arguments (0 for plain ones).

`

func (s *subject) observed() string {
	if reason, ok := s.notDriven(); ok {
		return "not driven: " + reason
	}
	if reason, ok := exceptions[s.String()]; ok {
		return "exception: " + reason
	}
	var cases []drive.Case
	leaks := s.leaks()
	for _, a := range s.acquires {
		if c, ok := leaks[a.frame()]; ok && a.Verdict != "proven" && !slices.Contains(cases, c) {
			cases = append(cases, c)
		}
	}
	switch {
	case cases != nil:
		var text []string
		for _, c := range cases {
			text = append(text, c.String())
		}
		return "leaks: " + strings.Join(text, "; ")
	case s.exits() == len(s.results):
		return "ends the process"
	}
	return "all streams end"
}
