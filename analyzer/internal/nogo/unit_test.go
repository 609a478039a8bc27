package nogo_test

import (
	"encoding/gob"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"

	"golang.org/x/tools/go/analysis"

	"github.com/streamclose/streamclose/analyzer"
)

// A unit is what a process gets to know: one package.
type unit struct {
	Path    string
	Files   []string
	Imports map[string]string // an import in the source, and the package that it stands for
	Exports map[string]string // the file with the types of a package
	Facts   map[string]string // the file with its facts, of direct imports
	Output  string            // the file for the facts of this package
	Dir     string            // the directory that exclude_files is relative to
	Config  map[string]config // by name of the analyzer
}

// config is a part of the file that the attribute config of nogo names.
type config struct {
	Flags   map[string]string `json:"analyzer_flags"`
	Exclude map[string]string `json:"exclude_files"` // regular expressions, and why
}

// analyze analyzes a package and prints its findings.
func analyze(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var u unit
	if err := json.Unmarshal(data, &u); err != nil {
		return err
	}
	analyzers := []*analysis.Analyzer{analyzer.Analyzer}
	if err := analysis.Validate(analyzers); err != nil {
		return err
	}
	register(analyzers)
	for name, value := range u.Config[analyzer.Analyzer.Name].Flags {
		if err := analyzer.Analyzer.Flags.Set(name, value); err != nil {
			return fmt.Errorf("analyzer_flags: %s: %w", name, err)
		}
	}
	p, err := u.load()
	if err != nil {
		return err
	}
	if _, err := p.run(analyzer.Analyzer); err != nil {
		return err
	}
	if err := p.facts.write(u.Output); err != nil {
		return err
	}
	return u.print(p)
}

// register makes the types of facts known to gob.
func register(analyzers []*analysis.Analyzer) {
	for _, a := range analyzers {
		for _, fact := range a.FactTypes {
			gob.Register(fact)
		}
		register(a.Requires)
	}
}

// process is the state of a process.
type process struct {
	fset        *token.FileSet
	files       []*ast.File
	pkg         *types.Package
	info        *types.Info
	facts       facts
	results     map[*analysis.Analyzer]any
	diagnostics []analysis.Diagnostic
}

func (u *unit) load() (*process, error) {
	p := &process{fset: token.NewFileSet(), results: make(map[*analysis.Analyzer]any)}
	for _, name := range u.Files {
		file, err := parser.ParseFile(p.fset, name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		p.files = append(p.files, file)
	}
	actual := func(path string) string {
		if other := u.Imports[path]; other != "" {
			return other
		}
		return path
	}
	p.info = &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object),
		Uses: make(map[*ast.Ident]types.Object), Implicits: make(map[ast.Node]types.Object),
		Instances: make(map[*ast.Ident]types.Instance), Scopes: make(map[ast.Node]*types.Scope),
		Selections: make(map[*ast.SelectorExpr]*types.Selection),
	}
	config := types.Config{Importer: importer.ForCompiler(p.fset, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(u.Exports[actual(path)])
	})}
	var err error
	if p.pkg, err = config.Check(u.Path, p.fset, p.files, p.info); err != nil {
		return nil, err
	}
	p.facts, err = readFacts(p.pkg, func(path string) string { return u.Facts[actual(path)] })
	return p, err
}

// run runs an analyzer, and those that it requires before. The pass has what
// nogo gives, and nothing else.
func (p *process) run(a *analysis.Analyzer) (any, error) {
	if result, ok := p.results[a]; ok {
		return result, nil
	}
	inputs := make(map[*analysis.Analyzer]any)
	for _, required := range a.Requires {
		result, err := p.run(required)
		if err != nil {
			return nil, err
		}
		inputs[required] = result
	}
	of := func(obj types.Object) factKey { return factKey{pkg: obj.Pkg(), obj: obj} }
	pass := &analysis.Pass{
		Analyzer: a, Fset: p.fset, Files: p.files, Pkg: p.pkg, TypesInfo: p.info, ResultOf: inputs,
		TypesSizes:        types.SizesFor("gc", runtime.GOARCH),
		Report:            func(d analysis.Diagnostic) { p.diagnostics = append(p.diagnostics, d) },
		ImportPackageFact: func(pkg *types.Package, fact analysis.Fact) bool { return p.facts.get(factKey{pkg: pkg}, fact) },
		ExportPackageFact: func(fact analysis.Fact) { p.facts.put(factKey{pkg: p.pkg}, fact) },
		ImportObjectFact:  func(obj types.Object, fact analysis.Fact) bool { return p.facts.get(of(obj), fact) },
		ExportObjectFact:  func(obj types.Object, fact analysis.Fact) { p.facts.put(of(obj), fact) },
		AllPackageFacts:   func() []analysis.PackageFact { return nil },
		AllObjectFacts:    func() []analysis.ObjectFact { return nil },
	}
	result, err := a.Run(pass)
	if err != nil {
		return nil, fmt.Errorf("analyzer %s: %w", a.Name, err)
	}
	if got := reflect.TypeOf(result); got != a.ResultType {
		return nil, fmt.Errorf("analyzer %s: result is a %v, and no %v", a.Name, got, a.ResultType)
	}
	p.results[a] = result
	return result, nil
}

// print prints a line for each finding, with its path relative to the directory
// that the patterns of exclude_files are for.
func (u *unit) print(p *process) error {
	var excluded []*regexp.Regexp
	for pattern := range u.Config[analyzer.Analyzer.Name].Exclude {
		compiled, err := regexp.Compile(pattern)
		if err != nil {
			return fmt.Errorf("exclude_files: %w", err)
		}
		excluded = append(excluded, compiled)
	}
findings:
	for _, d := range p.diagnostics {
		at := p.fset.Position(d.Pos)
		relative, err := filepath.Rel(u.Dir, at.Filename)
		if err != nil {
			return err
		}
		for _, pattern := range excluded {
			if pattern.MatchString(relative) {
				continue findings
			}
		}
		at.Filename = relative
		fmt.Printf("%s: %s (%s)\n", at, d.Message, analyzer.Analyzer.Name)
	}
	return nil
}
