package baseline

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
)

var (
	sendA  = report.Key{Rule: "send", Package: "p", Function: "(*T).f", Line: "x := open()"}
	sendB  = report.Key{Rule: "send", Package: "p", Function: "(*T).f", Line: "x := open()", Ordinal: 1}
	global = report.Key{Rule: "send-owner", Package: "p/q", Line: "var x, _ = open() // a\\tb"}
)

func TestRoundTrip(t *testing.T) {
	keys := []report.Key{global, sendA, sendB}
	text := Format(keys)
	const want = header + "\n" +
		"send\tp\t(*T).f\tx := open()\n" +
		"send\tp\t(*T).f\tx := open()\n" +
		"send-owner\tp/q\t\tvar x, _ = open() // a\\tb\n"
	if text != want {
		t.Errorf("got:\n%s\nwant:\n%s", text, want)
	}
	for _, text := range []string{text, strings.ReplaceAll(text, "\n", "\r\n"), text + "\n# a remark\n"} {
		fresh, stale := read(t, text).New(findings(keys), keys, []string{"p", "p/q"})
		if len(fresh) > 0 || len(stale) > 0 {
			t.Errorf("new %v, stale %v with:\n%s", fresh, stale, text)
		}
	}
}

func TestNew(t *testing.T) {
	other := report.Key{Rule: "send", Package: "p", Function: "g", Line: "x := open()"}
	gone := report.Key{Rule: "send", Package: "p", Line: "gone"}
	elsewhere := report.Key{Rule: "send", Package: "not/analyzed", Line: "gone"}
	b := read(t, Format([]report.Key{sendA, global, gone, elsewhere}))
	keys := []report.Key{sendA, sendB, other}
	fresh, stale := b.New(findings(keys), keys, []string{"p", "p/q"})
	if len(fresh) != 2 || fresh[0].Message != "1" || fresh[1].Message != "2" {
		t.Errorf("new: %+v", fresh)
	}
	want := []string{
		`known:3: stale entry: no send finding in p any more at "gone"`,
		`known:5: stale entry: no send-owner finding in p/q any more at "var x, _ = open() // a\\tb"`,
	}
	if !slices.Equal(stale, want) {
		t.Errorf("stale:\n%s\nwant:\n%s", strings.Join(stale, "\n"), strings.Join(want, "\n"))
	}
}

func TestMalformed(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "known:1: not a baseline",
		"{}\n":                                   "known:1: not a baseline",
		title + "2\nsend\tp\tf\tx\n":             "known:1: baseline of version 2, and not 1",
		header + "\n<<<<<<< HEAD\n":              "known:2: not rule, package, function and line",
		header + "\nsend\tp\tf\tx\n\nsend p f\n": "known:4: not rule, package, function and line",
		header + "\nsend\tp\tf\tx\ty\n":          "known:2: not rule, package, function and line",
		header + "\n\tp\tf\tx\n":                 "known:2: not rule, package, function and line",
	} {
		_, err := Read(file(t, text), "known")
		if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "-write-baseline") {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	_, err := Read(filepath.Join(t.TempDir(), "none"), "known")
	if want := "flag -baseline: known: no such file"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

// findings are named after their index.
func findings(keys []report.Key) []report.Finding {
	var list []report.Finding
	for i := range keys {
		list = append(list, report.Finding{Message: string(rune('0' + i))})
	}
	return list
}

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "known")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, text string) *Baseline {
	t.Helper()
	b, err := Read(file(t, text), "known")
	if err != nil {
		t.Fatal(err)
	}
	return b
}
