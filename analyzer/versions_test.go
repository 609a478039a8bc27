package analyzer_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/streamclose/streamclose/analyzer"
)

// versions has packages that are analyzed with one version of the libraries after
// the other, each with a go.mod of its own.
const versions = "../testdata/src/versions"

// TestVersions finds the same in the same code, whatever the version: since v0.53
// of quic-go connections and streams are structs, since v0.43 callbacks get no
// connection, since v0.59 there are none, and since v0.65 HTTPStream may fail. What
// came with a version has a package of its own.
func TestVersions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		library    string
		packages   string
		interfaces bool
		old, new   string
	}{
		{"quic-go-v0.37.5", "streams handler hijacked", true, "quic.ConnectionTracingID", "quic.Connection"},
		{"quic-go-v0.43.1", "streams handler hijacked", true, "", ""},
		{"quic-go-v0.46.0", "streams handler hijacked limited", true, "", ""},
		{"quic-go-v0.48.2", "streams handler hijacked limited", true, "", ""},
		{"quic-go-v0.52.0", "streams handler hijacked limited", true, "", ""},
		{"quic-go-v0.53.0", "streams handler hijacked limited", false, "", ""},
		{"quic-go-v0.54.1", "streams handler hijacked limited reliable", false, "", ""},
		{"quic-go-v0.59.0", "streams handler limited reliable peeked", false, "", ""},
		{"quic-go-v0.61.0", "streams handler limited reliable peeked tried", false, "", ""},
		{"quic-go-v0.62.0", "streams handler limited reliable peeked tried ranked", false, "", ""},
		{"quic-go-v0.65.0", "streams answered limited reliable peeked tried ranked credited", false, "", ""},
		{"webtransport-go-v0.8.0", "sessions", true, "", ""},
		{"webtransport-go-v0.13.0", "sessions", false, "", ""},
	} {
		t.Run(test.library, func(t *testing.T) {
			module := t.TempDir()
			for _, name := range strings.Fields(test.packages) {
				text, err := os.ReadFile(filepath.Join(versions, name, name+".go"))
				if err != nil {
					t.Fatal(err)
				}
				if test.interfaces {
					text = rewrite(text)
				}
				if test.old != "" {
					text = bytes.ReplaceAll(text, []byte(test.old), []byte(test.new))
				}
				if err := write(filepath.Join(module, name, name+".go"), text); err != nil {
					t.Fatal(err)
				}
			}
			for from, to := range map[string]string{".mod": "go.mod", ".sum": "go.sum"} {
				text, err := os.ReadFile(filepath.Join(versions, test.library+from))
				if err != nil {
					t.Fatal(err)
				}
				if err := write(filepath.Join(module, to), text); err != nil {
					t.Fatal(err)
				}
			}
			download(t, module)
			analysistest.Run(findingsOnly{t}, module, analyzer.Analyzer, "./...")
		})
	}
}

// TestOldVersions finds what is to be found with the versions that do not compile any
// more. Each has a module of its own, and beside it what matters of quic-go then.
func TestOldVersions(t *testing.T) {
	t.Parallel()
	modules, err := filepath.Glob(filepath.Join(versions, "old", "*", "go.mod"))
	if err != nil || len(modules) == 0 {
		t.Fatalf("no modules: %v", err)
	}
	for _, file := range modules {
		module := filepath.Dir(file)
		t.Run(filepath.Base(module), func(t *testing.T) {
			analysistest.Run(findingsOnly{t}, module, analyzer.NewReceiving(t), "./...")
		})
	}
}
