package analyzer_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
	"github.com/streamclose/streamclose/analyzer/internal/finding"
	"github.com/streamclose/streamclose/analyzer/internal/random"
)

// A bench type-checks single files that import what the fixtures import, and
// analyzes them.
type bench struct{ importer types.Importer }

func newBench(t testing.TB) *bench {
	t.Helper()
	download(t, structs)
	list := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}", "./...")
	list.Dir = structs
	list.Env = append(list.Environ(), "GOWORK=off")
	list.Stderr = os.Stderr
	output, err := list.Output()
	if err != nil {
		t.Fatalf("the packages that the fixtures import do not compile: %v", err)
	}
	exports := make(map[string]string)
	for line := range strings.Lines(string(output)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		exports[path] = file
	}
	return &bench{importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("the fixtures do not import %s", path)
		}
		return os.Open(exports[path])
	})}
}

// check type-checks a file. Variables and imports may be unused; go/ssa panics on
// unused labels.
func (b *bench) check(src string) (*packages.Package, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	pkg := &packages.Package{
		ID: "p", Name: file.Name.Name, PkgPath: "p", Fset: fset, Syntax: []*ast.File{file},
		TypesSizes: types.SizesFor("gc", runtime.GOARCH),
		TypesInfo:  newInfo(),
	}
	var hard error
	config := &types.Config{Importer: b.importer, GoVersion: "go1.26", Sizes: pkg.TypesSizes, Error: func(err error) {
		if e := err.(types.Error); hard == nil && !isUnused(e) {
			hard = err
		}
	}}
	pkg.Types, _ = config.Check("p", fset, pkg.Syntax, pkg.TypesInfo)
	return pkg, hard
}

// isUnused reports whether an error is about a variable or an import that is not used,
// with which go/ssa can live. It cannot with other soft errors, such as a range over a
// function that does not yield.
func isUnused(e types.Error) bool {
	return e.Soft && strings.Contains(e.Msg, " and not used") && !strings.HasPrefix(e.Msg, "label ")
}

func newInfo() *types.Info {
	return &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object),
		Uses: make(map[*ast.Ident]types.Object), Implicits: make(map[ast.Node]types.Object),
		Instances: make(map[*ast.Ident]types.Instance), Scopes: make(map[ast.Node]*types.Scope),
		Selections: make(map[*ast.SelectorExpr]*types.Selection), FileVersions: make(map[*ast.File]string),
	}
}

// patience is more than any program of a few pages needs, on a busy machine
// and with the instructions that a fuzzer adds.
const patience = 20 * time.Second

// analyze analyzes a file and returns what is reported, as text. It is an
// error of the analyzer to fail, and to take too long.
func (b *bench) analyze(t *testing.T, pkg *packages.Package, src string) string {
	t.Helper()
	late := time.AfterFunc(patience, func() { panic("the analysis takes too long:\n" + src) })
	defer late.Stop()
	graph, err := checker.Analyze([]*analysis.Analyzer{analyzer.Analyzer}, []*packages.Package{pkg}, &checker.Options{Sequential: true})
	if err != nil {
		t.Fatal(err)
	}
	root := graph.Roots[0]
	if root.Err != nil {
		t.Fatalf("%v\n%s", root.Err, src)
	}
	file := pkg.Fset.File(pkg.Syntax[0].FileStart)
	var text strings.Builder
	for _, d := range root.Diagnostics {
		if d.Category == finding.Internal {
			t.Fatalf("%s\n%s", d.Message, src)
		}
		if p := int(d.Pos); p < file.Base() || p > file.Base()+file.Size() {
			t.Fatalf("a finding outside of the file: %s\n%s", d.Message, src)
		}
		fmt.Fprintln(&text, pkg.Fset.Position(d.Pos), pkg.Fset.Position(d.End), d)
	}
	for _, a := range root.Result.(*analyzer.Inventory).Acquires {
		fmt.Fprintln(&text, pkg.Fset.Position(a.Pos), pkg.Fset.Position(a.End), a)
	}
	return text.String()
}

// seeds returns those files of the fixtures that make a package of their own,
// and some random programs.
func (b *bench) seeds(t testing.TB) []string {
	t.Helper()
	var list []string
	add := func(src string) {
		if _, err := b.check(src); err == nil {
			list = append(list, src)
		}
	}
	err := filepath.WalkDir(structs, func(name string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".go" {
			return err
		}
		src, err := os.ReadFile(name)
		add(string(bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(40) {
		n := len(random.Constructs)
		uses := slices.Concat(random.Constructs[seed%uint64(n):], random.Constructs)[:4]
		src, err := random.Generate(rand.New(rand.NewPCG(seed, 0)), uses...).Source(nil)
		if err != nil {
			t.Fatal(err)
		}
		add(src)
	}
	if len(list) < 60 {
		t.Fatalf("only %d programs to begin with", len(list))
	}
	return list
}
