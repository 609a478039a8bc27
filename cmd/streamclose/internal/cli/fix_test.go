package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/guard"
)

// A fix is for the text that was analyzed: whoever saves a file meanwhile keeps
// what was saved.
func TestChangedMeanwhile(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(fixture)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "send", "send.go")
	saved := "package send\n\n// OpenStream is used no more.\n"
	a := &analysis.Analyzer{
		Name: "saver",
		Doc:  "saver",
		Run: func(pass *analysis.Pass) (any, error) {
			at := pass.Files[0].Name.Pos()
			pass.Report(analysis.Diagnostic{Pos: at, Message: "saved", SuggestedFixes: []analysis.SuggestedFix{{
				TextEdits: []analysis.TextEdit{{Pos: at, End: at, NewText: []byte("x")}},
			}}})
			return nil, os.WriteFile(file, []byte(saved), 0o666)
		},
	}
	var stdout, stderr strings.Builder
	code := Run(twice(guard.Wrap(a)), []string{"-C", dir, "-fix", "./send"}, &stdout, &stderr)
	if code != exitTrouble || stdout.String() != "" || !strings.Contains(stderr.String(), "send.go: the file has changed since it was analyzed: run streamclose again\n") {
		t.Errorf("exit code %d, stdout:\n%s\nstderr:\n%s", code, &stdout, &stderr)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != saved {
		t.Errorf("%v, in the file:\n%s", err, text)
	}
}
