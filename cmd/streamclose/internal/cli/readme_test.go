package cli

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/streamclose/streamclose/analyzer"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
)

var update = flag.Bool("update", false, "write the tables in the documentation anew")

// The tables of the documentation say what the code says.
func TestReadme(t *testing.T) {
	const file = "../../../../README.md"
	text := read(t, file)
	want := text
	for name, table := range map[string]string{"flags": flagTable(), "formats": formatTable(), "rules": ruleTable()} {
		begin := "<!-- " + name + ": written by go test ./cmd/streamclose/internal/cli -update -->\n"
		want = between(t, want, begin, "<!-- end -->", table)
	}
	same(t, file, text, want)
}

// So does the list of flags in the documentation of the command.
func TestDoc(t *testing.T) {
	const file = "../../doc.go"
	text := read(t, file)
	same(t, file, text, between(t, text, "// # Flags\n//\n", "//\n// Flags of the analyzer", flagList()))
}

func flagTable() string {
	set, _ := flags(analyzer.Analyzer)
	table := "| flag | |\n| --- | --- |\n"
	set.VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		table += fmt.Sprintf("| `-%s` | %s%s |\n", strings.TrimSpace(f.Name+" "+value), usage, preset(f))
	})
	return table
}

// flagList has a line or more for each flag, not longer than 80 columns.
func flagList() string {
	set, _ := flags(analyzer.Analyzer)
	const margin = 17
	list := ""
	set.VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		line := fmt.Sprintf("%-*s", margin, "-"+f.Name+" "+value)
		if len(line) > margin {
			list += "//\t" + line + "\n"
			line = strings.Repeat(" ", margin)
		}
		for word := range strings.FieldsSeq(usage + preset(f)) {
			if len(line)+1+len(word) > 70 {
				list += "//\t" + line + "\n"
				line = strings.Repeat(" ", margin)
			}
			line += " " + word
		}
		list += "//\t" + line + "\n"
	})
	return list
}

// preset words what holds without the flag, if it is not off.
func preset(f *flag.Flag) string {
	if f.DefValue == "" || f.DefValue == "false" || f.DefValue == "0" {
		return ""
	}
	return " (default " + f.DefValue + ")"
}

func formatTable() string {
	table := "| format | |\n| --- | --- |\n"
	for _, format := range report.Formats() {
		table += fmt.Sprintf("| `%s` | %s |\n", format.Name, format.About)
	}
	return table
}

func ruleTable() string {
	table := "| category | |\n| --- | --- |\n"
	for _, rule := range analyzer.Rules() {
		table += fmt.Sprintf("| `%s` | %s |\n", rule.Name, rule.Summary)
	}
	return table
}

// between returns text with what stands between begin and end replaced.
func between(t *testing.T, text, begin, end, replacement string) string {
	t.Helper()
	before, rest, found := strings.Cut(text, begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("no place between %q and %q", begin, end)
	}
	return before + begin + replacement + end + after
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// same compares the text of a file with what it should be, or writes that.
func same(t *testing.T, file, text, want string) {
	t.Helper()
	if text == want {
		return
	}
	if !*update {
		t.Errorf("%s is not up to date: run go test ./cmd/streamclose/internal/cli -update", file)
		return
	}
	if err := os.WriteFile(file, []byte(want), 0o666); err != nil {
		t.Fatal(err)
	}
}
