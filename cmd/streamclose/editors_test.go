package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What programs that read lines look for. The numbers of the groups follow the
// order file, line, column, message.
var matchers = map[string]struct {
	pattern string
	groups  [4]int
}{
	// The problem matcher $go, of VS Code.
	"VS Code": {`^([^:]*: )?((.:)?[^:]*):(\d+)(:(\d+))?: (.*)$`, [4]int{2, 4, 6, 7}},
	// The problem matcher of the action setup-go, and what it was before.
	"setup-go":         {`((?:\.{0,2}\/|\.{0,2}\\)(?:.+\.go)):(?:(\d+):(\d+):)? (.*)`, [4]int{1, 2, 3, 4}},
	"setup-go, before": {`^\s*(.+\.go):(?:(\d+):(\d+):)? (.*)`, [4]int{1, 2, 3, 4}},
	// Patterns in words of their own, as Vim, GoLand and reviewdog read them.
	"Vim":    {fields("%f:%l:%c: %m", "%f", "%l", "%c", "%m"), [4]int{1, 2, 3, 4}},
	"GoLand": {fields("$FILE_PATH$:$LINE$:$COLUMN$: $MESSAGE$", "$FILE_PATH$", "$LINE$", "$COLUMN$", "$MESSAGE$"), [4]int{1, 2, 3, 4}},
}

// fields turns a pattern with names for a file, a line, a column and a message
// into a regular expression.
func fields(pattern, file, line, column, message string) string {
	quoted := regexp.QuoteMeta
	return "^" + strings.NewReplacer(quoted(file), `(.+?)`, quoted(line), `(\d+)`, quoted(column), `(\d+)`, quoted(message), `(.+)`).Replace(quoted(pattern)) + "$"
}

// Editors and problem matchers understand the format plain. What README.md tells
// to do in editors is tested by testdata/editors.sh.
func TestMatchers(t *testing.T) {
	got := streamclose(t, "vet/demo", "-format=plain", "./...")
	for name, matcher := range matchers {
		re := regexp.MustCompile(matcher.pattern)
		findings := 0
		for line := range strings.Lines(got.stdout) {
			line = strings.TrimSuffix(line, "\n")
			match := re.FindStringSubmatch(line)
			if match == nil {
				t.Errorf("%s: no match: %s", name, line)
				continue
			}
			var parts [4]string
			for i, group := range matcher.groups {
				parts[i] = match[group]
			}
			if _, err := os.Stat(filepath.Join("../../testdata/src/e2e/vet/demo", parts[0])); err != nil {
				t.Errorf("%s: no file: %v", name, err)
			}
			if strings.Join(parts[:3], ":")+": "+parts[3] != line {
				t.Errorf("%s: %q in: %s", name, parts, line)
			}
			findings++
		}
		if findings != 3 {
			t.Errorf("%s: %d findings", name, findings)
		}
	}
}
