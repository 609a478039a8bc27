package analyzer_test

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
	"github.com/streamclose/streamclose/analyzer/internal/advice"
	"github.com/streamclose/streamclose/analyzer/internal/finding"
)

// The fixtures are modules that require the real quic-go.
const (
	structs      = "../testdata/src/structs"      // connections and streams are structs
	interfaces   = "../testdata/src/interfaces"   // they are interfaces, before quic-go v0.53
	webtransport = "../testdata/src/webtransport" // webtransport-go and http3
	splits       = "../testdata/src/splits"       // for the flag -split
	advised      = "../testdata/src/advice"       // for the flag -advice
	credits      = "../testdata/src/credit"       // for the flag -recv, with RequireStreamCreditRelease
)

func TestStructs(t *testing.T) {
	t.Parallel()
	check(t, structs)
}

func TestSplits(t *testing.T) {
	t.Parallel()
	checkWith(t, splits, "split")
}

func TestAdvice(t *testing.T) {
	t.Parallel()
	checkWith(t, advised, "advice")
}

func TestCredit(t *testing.T) {
	t.Parallel()
	checkWith(t, credits, "recv")
}

// checkWith compares the findings in a module, with a flag, with what its
// comments want.
func checkWith(t *testing.T, module, flag string) {
	t.Helper()
	a, err := analyzer.With(map[string]string{flag: "true"})
	if err != nil {
		t.Fatal(err)
	}
	download(t, module)
	analysistest.Run(findingsOnly{t}, module, a, "./...")
}

func TestInterfaces(t *testing.T) {
	t.Parallel()
	check(t, interfaces)
}

func TestWebTransport(t *testing.T) {
	t.Parallel()
	check(t, webtransport)
}

// Code written for the structs gets the same findings when it is rewritten for
// the interfaces.
func TestStructsAsInterfaces(t *testing.T) {
	t.Parallel()
	module := asInterfaces(t, structs)
	check(t, module)
	checkReceive(t, module)
	checkWith(t, asInterfaces(t, advised), "advice")
}

func TestReceive(t *testing.T) {
	t.Parallel()
	checkReceive(t, structs)
	checkReceive(t, webtransport)
}

// check compares the findings in a module with what its comments want.
func check(t *testing.T, module string) {
	t.Helper()
	download(t, module)
	entries, err := os.ReadDir(module)
	if err != nil {
		t.Fatal(err)
	}
	var patterns []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != receive {
			patterns = append(patterns, "./"+e.Name()+"/...")
		}
	}
	analysistest.Run(findingsOnly{t}, module, analyzer.Analyzer, patterns...)
}

// receive is the directory of a module with the packages whose comments say what
// is found with the flag -recv.
const receive = "recv"

func checkReceive(t *testing.T, module string) {
	t.Helper()
	download(t, module)
	analysistest.Run(findingsOnly{t}, module, analyzer.NewReceiving(t), "./"+receive+"/...")
}

// findingsOnly hides the facts, which have tests of their own and would need
// a comment on nearly every function.
type findingsOnly struct{ *testing.T }

func (t findingsOnly) Errorf(format string, args ...any) {
	t.Helper()
	if text := fmt.Sprintf(format, args...); !strings.Contains(text, "unexpected fact") {
		t.Error(text)
	}
}

// download gets what a module requires; analysistest loads without a network.
func download(t testing.TB, module string) {
	t.Helper()
	command := exec.Command("go", "mod", "download")
	command.Dir = module
	command.Env = append(command.Environ(), "GOWORK=off")
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("the modules that %s requires are needed and cannot be downloaded: %v\n%s", module, err, output)
	}
}

// asInterfaces returns a copy of a module written for the structs, rewritten for
// a quic-go whose connections and streams are interfaces. It leaves out the files
// that make sense for structs alone, *_structs.go.
func asInterfaces(t *testing.T, of string) string {
	t.Helper()
	module := t.TempDir()
	source := os.DirFS(of)
	err := fs.WalkDir(source, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_structs.go") {
			return err
		}
		text, err := fs.ReadFile(source, name)
		if err != nil {
			return err
		}
		return write(filepath.Join(module, name), rewrite(text))
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(interfaces, name))
		if err != nil {
			t.Fatal(err)
		}
		// The packages import one another by the old name of the module.
		text = bytes.Replace(text, []byte("module example.com/interfaces"), []byte("module example.com/"+filepath.Base(of)), 1)
		if err := write(filepath.Join(module, name), text); err != nil {
			t.Fatal(err)
		}
	}
	return module
}

var (
	connection = regexp.MustCompile(`\*quic\.Conn\b`)
	stream     = regexp.MustCompile(`\*(quic\.(Send|Receive)?Stream)\b`)
)

func rewrite(source []byte) []byte {
	return stream.ReplaceAll(connection.ReplaceAll(source, []byte("quic.Connection")), []byte("$1"))
}

func write(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o666)
}

func TestRewrite(t *testing.T) {
	const (
		source = "f(c *quic.Conn, s **quic.Stream, ss []*quic.SendStream) *quic.StreamError"
		want   = "f(c quic.Connection, s *quic.Stream, ss []quic.SendStream) *quic.StreamError"
	)
	if got := string(rewrite([]byte(source))); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestValidate(t *testing.T) {
	if err := analysis.Validate([]*analysis.Analyzer{analyzer.Analyzer}); err != nil {
		t.Error(err)
	}
}

// The documentation has a title of one line, and names whatever a user can meet.
func TestDoc(t *testing.T) {
	doc := analyzer.Analyzer.Doc
	title, rest, _ := strings.Cut(doc, "\n\n")
	if !strings.HasPrefix(title, "report ") || strings.Contains(title, "\n") || rest == "" {
		t.Errorf("title %q of:\n%s", title, doc)
	}
	names := []string{
		finding.Send, finding.AfterWriteError, finding.Overwritten, finding.Owner, finding.Recv, finding.RecvPartial, finding.RecvCredit, finding.Internal,
		advice.LimitSide, advice.LimitMask, advice.OpenUncancellable, advice.OpenIgnored, advice.DeferInLoop, advice.CancelAfterClose, advice.CloseThenConn,
	}
	analyzer.Analyzer.Flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	for _, name := range names {
		if !regexp.MustCompile(`[ -]` + name + `[:= ]`).MatchString(doc) {
			t.Errorf("no word of %s in:\n%s", name, doc)
		}
	}
}

// Whatever the order in which packages are analyzed, the findings in each and
// their order are the same, with all that belongs to them.
func TestDeterminism(t *testing.T) {
	t.Parallel()
	download(t, structs)
	loaded, err := packages.Load(&packages.Config{
		Mode: packages.LoadAllSyntax | packages.NeedModule,
		Dir:  structs,
		Env:  append(os.Environ(), "GOWORK=off"),
	}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	if packages.PrintErrors(loaded) > 0 {
		t.Fatal("the fixtures do not load")
	}
	var want map[string]string
	for round := range 5 {
		got := findings(t, loaded)
		if want == nil {
			want = got
		}
		for pkg := range want {
			if got[pkg] != want[pkg] {
				t.Errorf("round %d, package %s:\n%s\nfirst:\n%s", round, pkg, got[pkg], want[pkg])
			}
		}
		rand.Shuffle(len(loaded), func(i, j int) { loaded[i], loaded[j] = loaded[j], loaded[i] })
	}
}

// findings returns what is found in each package, as text.
func findings(t *testing.T, pkgs []*packages.Package) map[string]string {
	t.Helper()
	graph, err := checker.Analyze([]*analysis.Analyzer{analyzer.Analyzer}, pkgs, &checker.Options{SanityCheck: true})
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]string)
	for _, action := range graph.Roots {
		if action.Err != nil {
			t.Errorf("%s: %v", action, action.Err)
		}
		var text strings.Builder
		for _, d := range action.Diagnostics {
			fmt.Fprintln(&text, action.Package.Fset.Position(d.Pos), action.Package.Fset.Position(d.End), d)
		}
		found[action.Package.PkgPath] = text.String()
	}
	return found
}
