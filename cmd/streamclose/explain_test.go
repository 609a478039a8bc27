package main_test

import (
	"strings"
	"testing"

	"github.com/streamclose/streamclose/analyzer"
)

// The acquires of the fixture formats, one of each verdict, and a finding that is
// about none.
func TestExplainLine(t *testing.T) {
	var all strings.Builder
	for _, place := range []string{"tabs.go:14", "zwei Wörter 日本.go:10:56:", "long.go:23", "./verdicts.go:12", "verdicts.go:22", "verdicts.go:36"} {
		got := streamclose(t, "formats", "-explain", place)
		if got.code != 0 || got.stderr != "" {
			t.Errorf("%s: %+v", place, got)
		}
		all.WriteString("$ streamclose -explain '" + place + "'\n" + got.stdout + "\n")
	}
	golden(t, "explain.txt", all.String())
}

func TestExplainRule(t *testing.T) {
	for _, rule := range analyzer.Rules() {
		got := streamclose(t, "formats", "-explain", rule.Name)
		if want := rule.Name + ": " + rule.Summary + "\n\n" + rule.Text; got != (outcome{0, want, ""}) {
			t.Errorf("%s: %+v", rule.Name, got)
		}
	}
}

func TestExplainTrouble(t *testing.T) {
	for _, test := range []struct{ dir, what, want string }{
		{"formats", "verdicts.go:1", "verdicts.go:1: no stream is acquired in this line; the nearest acquires: OpenStream in line 12, OpenStream in line 22, OpenStream in line 27\n"},
		{"formats", "greet.go:9", "greet.go:9: no stream is acquired in this line, nor anywhere in this file\n"},
		{"formats", "verdicts.go", "add the number of a line, like verdicts.go:12\n"},
		{"formats", "verdicts.go:99999999999999999999", "no line has such a number\n"},
		{"formats", "none.go:1", "none.go: no such file or directory\n"},
		{"formats", "sent", `"sent" is neither a rule nor a line such as file.go:12; the rules are send, `},
		{"broken", "bad/bad.go:6", "bad/bad.go:6: no stream is acquired in this line"},
	} {
		got := streamclose(t, test.dir, "-explain", test.what)
		if got.code != 2 || got.stdout != "" || !strings.Contains(got.stderr, test.want) {
			t.Errorf("%s: %+v", test.what, got)
		}
	}
}

// The numbers that the pages of the rules send and recv have are those that are
// measured.
func TestEffect(t *testing.T) {
	got := run(t, "../effect", "go", "run", ".")
	want := "the server reads to the end and closes: streams opened: 150 of 150\n" +
		"the server reads to the end:            streams opened: 100 of 150\n" +
		"the server closes:                      streams opened: 100 of 150\n" +
		"the server closes and cancels reading:  streams opened: 150 of 150\n"
	if got.code != 0 || got.stdout != want {
		t.Errorf("%+v", got)
	}
}
