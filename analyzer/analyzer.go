package analyzer

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/advice"
	"github.com/streamclose/streamclose/analyzer/internal/directive"
	"github.com/streamclose/streamclose/analyzer/internal/finding"
	"github.com/streamclose/streamclose/analyzer/internal/fix"
	"github.com/streamclose/streamclose/analyzer/internal/outcome"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// Analyzer reports QUIC streams whose send half is not ended on every path.
//
// WithoutFixes reports the same under the same flags, and suggests no fixes: where
// streams leak, the search for them takes time that is lost if nobody sees them.
//
// ForFacts is for packages of which nobody asks for the findings. It makes the same
// known to the packages that import them, under the same flags, and reports no more
// than its failures.
var Analyzer, WithoutFixes, ForFacts = newAnalyzers()

func newAnalyzers() (full, withoutFixes, forFacts *analysis.Analyzer) {
	opts := &options{}
	full = newAnalyzer(opts)
	without := *full
	without.Run = opts.runWithoutFixes
	facts := *full
	facts.Run = opts.runForFacts
	return full, &without, &facts
}

type options struct {
	packages   string
	lookalikes bool
	recv       bool
	generated  bool
	nolint     bool
	fixBlank   bool
	split      bool
	advice     bool
	known      knownFiles
	closers    bool // for tests, see [quicapi.API]
}

func newAnalyzer(opts *options) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:       "streamclose",
		Doc:        doc,
		URL:        "https://pkg.go.dev/github.com/streamclose/streamclose/analyzer",
		Run:        opts.run,
		ResultType: reflect.TypeFor[*Inventory](),
		FactTypes: []analysis.Fact{
			new(reaches), new(neverReturns), new(creditKept), new(outcome.Summary), new(outcome.Received), new(outcome.Owner), new(directive.Declared),
		},
	}
	a.Flags.StringVar(&opts.packages, "packages", "",
		"comma-separated import `paths` of further packages whose AcceptStream, OpenStream and OpenStreamSync hand out streams")
	a.Flags.BoolVar(&opts.lookalikes, "lookalikes", true,
		"also check types of other packages whose methods have the names and shapes of quic-go's")
	a.Flags.BoolVar(&opts.recv, "recv", false, "report streams whose receive half is not ended on every path, too")
	a.Flags.BoolVar(&opts.generated, "generated", false, "report findings in generated files, too")
	a.Flags.BoolVar(&opts.nolint, "nolint", true, "let //nolint comments silence findings")
	a.Flags.BoolVar(&opts.fixBlank, "fix-blank", false, "in suggested fixes, assign the error of Close to the blank identifier")
	a.Flags.BoolVar(&opts.split, "split", false,
		"report callbacks and methods that close the stream in a parameter on some paths and drop it on others, where nothing tells their callers which")
	a.Flags.BoolVar(&opts.advice, "advice", false, "report what leaks no stream and goes wrong all the same: at limits, when opening fails, in loops, and behind Close")
	a.Flags.Var(&opts.known, "known",
		"comma-separated `files` that say what functions without source in view do with a stream")
	return a
}

// A subject is a package that may have streams, as far as it was prepared.
type subject struct {
	api        *quicapi.API
	never      func(*types.Func) bool // functions that do not return
	directives *directive.Set
}

// prepare makes known what does not depend on streams. It returns nil if there can
// be none.
func (o *options) prepare(pass *analysis.Pass) (*subject, error) {
	api := &quicapi.API{Lookalikes: o.lookalikes, Table: o.known.table, Closers: o.closers}
	if o.packages != "" {
		api.Extra = strings.Split(o.packages, ",")
	}
	sees := canSeeStreams(pass, api)
	if sees {
		pass.ExportPackageFact(new(reaches))
	}
	never, err := noReturn(pass)
	if err != nil || !sees && !o.mayHelp(pass) {
		return nil, err
	}
	directives := directive.Parse(pass.Fset, pass.Files, pass.TypesInfo, directive.Options{Generated: o.generated, Nolint: o.nolint})
	for obj, d := range directives.Declared() {
		pass.ExportObjectFact(obj, d)
	}
	return &subject{api, never, directives}, nil
}

func (o *options) runForFacts(pass *analysis.Pass) (any, error) {
	s, err := o.prepare(pass)
	if s == nil {
		return &Inventory{}, err
	}
	keepsCredit(pass, s.api)
	if outcome.KnownByName(pass.Pkg, s.api) {
		return &Inventory{}, nil
	}
	prog, fns := buildSSA(pass, s.never)
	known := facts{pass, s.directives.Declared(), quicapi.Send}
	found := outcome.Judge(prog, fns, s.api, known)
	export(pass, found)
	failures := found.Failures
	if o.recv {
		failures = append(failures, receive(known, prog, fns, *s.api).Failures...)
	}
	src := finding.NewSource(pass.Fset, pass.Files)
	for _, f := range failures {
		pass.Report(src.Failure(f))
	}
	return &Inventory{}, nil
}

func (o *options) run(pass *analysis.Pass) (any, error) { return o.analyze(pass, true) }

func (o *options) runWithoutFixes(pass *analysis.Pass) (any, error) { return o.analyze(pass, false) }

// analyze judges a package and reports what it finds, with fixes or without.
func (o *options) analyze(pass *analysis.Pass, fixes bool) (any, error) {
	s, err := o.prepare(pass)
	if s == nil {
		return &Inventory{}, err
	}
	api, directives := s.api, s.directives
	prog, fns := buildSSA(pass, s.never)
	known := facts{pass, directives.Declared(), quicapi.Send}
	found := outcome.Judge(prog, fns, api, known)
	export(pass, found)
	src := finding.NewSource(pass.Fset, pass.Files)
	report := func(d analysis.Diagnostic) {
		if !directives.Silences(d.Pos) {
			pass.Report(d)
		}
	}
	var fixer *fix.Fixer
	if fixes {
		fixer = &fix.Fixer{Pass: pass, Found: found, API: api, Blank: o.fixBlank}
	}
	if fixes && !isForeign(pass) {
		fixer.Judge = func(changed *analysis.Pass, some func(*ssa.Function) bool) (*outcome.Findings, []*ssa.Function) {
			declared := directive.Parse(changed.Fset, changed.Files, changed.TypesInfo, directive.Options{}).Declared()
			prog, fns := buildSSA(changed, noReturnByName(pass, s.never, changed.Pkg))
			concerned := slices.DeleteFunc(slices.Clone(fns), func(fn *ssa.Function) bool { return !some(fn) })
			return outcome.JudgeSome(prog, fns, concerned, api, facts{changed, declared, quicapi.Send}), fns
		}
	}
	for _, l := range leaks(found, src, directives, fixer) {
		pass.Report(l)
	}
	for _, d := range found.Duties {
		report(src.Duty(quicapi.Send, d))
	}
	if o.split {
		for _, s := range found.Splits(fns) {
			report(src.Split(s))
		}
	}
	for _, orphan := range found.Orphans {
		report(src.Orphan(orphan))
	}
	if o.advice && !isForeign(pass) {
		for _, d := range advice.Look(pass.Fset, src, api, fns) {
			report(d)
		}
	}
	inventory := newInventory(found, src)
	failures := found.Failures
	further := func(found *outcome.Findings) {
		for _, v := range found.Verdicts {
			if len(v.Leaks) > 0 {
				report(src.Leak(found.Half, v))
			}
		}
		for _, d := range found.Duties {
			report(src.Duty(found.Half, d))
		}
		inventory.Acquires = append(inventory.Acquires, newInventory(found, src).Acquires...)
		failures = append(failures, found.Failures...)
	}
	if o.recv {
		further(receive(known, prog, fns, *api))
	}
	if keepsCredit(pass, api) && o.recv {
		api := *api
		api.Half = quicapi.Credit
		further(outcome.Judge(prog, fns, &api, own{known}))
	}
	for _, d := range directives.Findings() {
		pass.Report(d)
	}
	for _, f := range failures {
		pass.Report(src.Failure(f))
	}
	return inventory, nil
}

// receive judges the receive halves.
func receive(known facts, prog *ssa.Program, fns []*ssa.Function, api quicapi.API) *outcome.Findings {
	api.Half, known.half = quicapi.Receive, quicapi.Receive
	found := outcome.Judge(prog, fns, &api, known)
	for fn, s := range found.Summaries {
		if obj := fn.Object(); obj != nil {
			known.pass.ExportObjectFact(obj, (*outcome.Received)(s))
		}
	}
	for m, s := range found.Methods {
		known.pass.ExportObjectFact(m, (*outcome.Received)(s))
	}
	return found
}

// leaks returns the diagnostics for the streams that leak, with their fixes if there
// is a fixer.
func leaks(found *outcome.Findings, src *finding.Source, directives *directive.Set, fixer *fix.Fixer) []analysis.Diagnostic {
	var list []analysis.Diagnostic
	var verdicts []*outcome.Verdict
	for _, v := range found.Verdicts {
		if len(v.Leaks) == 0 {
			continue
		}
		if d := src.Leak(quicapi.Send, v); !directives.Silences(d.Pos) {
			list, verdicts = append(list, d), append(verdicts, v)
		}
	}
	if fixer == nil {
		return list
	}
	for i, change := range fixer.Fixes(verdicts) {
		if change.Fix != nil {
			list[i].SuggestedFixes = []analysis.SuggestedFix{*change.Fix}
		}
	}
	return list
}

// reaches is the fact about a package that it, or one it imports, can see
// streams.
type reaches struct{}

func (*reaches) AFact()         {}
func (*reaches) String() string { return "can see streams" }

// canSeeStreams reports whether the code of a package can come across a
// stream: it imports a QUIC library, or a package that can see streams, or
// acquires streams of a look-alike, or has directives that speak of them.
func canSeeStreams(pass *analysis.Pass, api *quicapi.API) bool {
	for _, p := range pass.Pkg.Imports() {
		if api.IsLibrary(p.Path()) || pass.ImportPackageFact(p, new(reaches)) {
			return true
		}
	}
	for _, s := range pass.TypesInfo.Selections {
		if fn, ok := s.Obj().(*types.Func); ok {
			if _, ok := api.Acquire(fn); ok {
				return true
			}
		}
	}
	return directive.Any(pass.Files)
}

// mayHelp reports whether a package that cannot see streams has functions that
// get one from a package that can, behind an interface such as io.Closer.
func (o *options) mayHelp(pass *analysis.Pass) bool {
	if isForeign(pass) {
		return false
	}
	api := new(quicapi.API)
	if o.recv {
		api.Half = quicapi.Receive // whoever may end it may end the other half
	}
	for _, f := range pass.Files {
		for _, decl := range f.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok {
				if fn, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func); ok && outcome.MayGetStream(api, fn) {
					return true
				}
			}
		}
	}
	return false
}

// isForeign reports whether a package comes from the standard library, the
// module cache or a vendor directory. To look into all of those for the sake of
// a few functions would cost more than all the rest.
func isForeign(pass *analysis.Pass) bool {
	return len(pass.Files) == 0 || IsForeign(pass.Pkg.Path(), pass.Fset.Position(pass.Files[0].FileStart).Filename)
}

// facts gives access to what is known of other packages.
type facts struct {
	pass     *analysis.Pass
	declared map[types.Object]*directive.Declared // of the package itself
	half     quicapi.Half
}

func (f facts) Summary(fn *types.Func) *outcome.Summary {
	s := new(outcome.Summary)
	var fact analysis.Fact = s
	if f.half == quicapi.Receive {
		fact = (*outcome.Received)(s)
	}
	if fn.Pkg() == nil || fn.Pkg() == f.pass.Pkg || !f.pass.ImportObjectFact(fn.Origin(), fact) {
		return nil
	}
	return s
}

func (f facts) Owner(t *types.TypeName) *outcome.Owner {
	o := new(outcome.Owner)
	if t.Pkg() == nil || t.Pkg() == f.pass.Pkg || !f.pass.ImportObjectFact(t, o) {
		return nil
	}
	return o
}

func (f facts) Declared(obj types.Object) *directive.Declared {
	if d := f.declared[obj]; d != nil {
		return d
	}
	d := new(directive.Declared)
	if obj.Pkg() == nil || obj.Pkg() == f.pass.Pkg || !f.pass.ImportObjectFact(obj, d) {
		return nil
	}
	return d
}

// export makes what was found known to the packages that import this one.
func export(pass *analysis.Pass, found *outcome.Findings) {
	for fn, s := range found.Summaries {
		if obj := fn.Object(); obj != nil {
			pass.ExportObjectFact(obj, s)
		}
	}
	for m, s := range found.Methods {
		pass.ExportObjectFact(m, s)
	}
	for t, o := range found.Owners {
		if t.Pkg() == pass.Pkg {
			pass.ExportObjectFact(t, o)
		}
	}
}

// buildSSA builds the SSA form of the package. It does by hand what the
// buildssa pass does, since requiring that pass would build the form of every
// package there is.
func buildSSA(pass *analysis.Pass, never func(*types.Func) bool) (*ssa.Program, []*ssa.Function) {
	prog := ssa.NewProgram(pass.Fset, ssa.InstantiateGenerics|ssa.BareInits)
	prog.SetNoReturn(never)
	createImported(prog, pass)
	pkg := prog.CreatePackage(pass.Pkg, pass.Files, pass.TypesInfo, false)
	pkg.Build()
	var fns []*ssa.Function
	for _, f := range pass.Files {
		for _, decl := range f.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok {
				if obj, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
					if fn := prog.FuncValue(obj); fn != nil && len(fn.Blocks) > 0 {
						fns = append(fns, fn)
					}
				}
			}
		}
	}
	// Function literals outside of functions belong to the initializer.
	return prog, append(fns, pkg.Func("init"))
}

// createImported makes known to the SSA form which functions and variables of other
// packages the source names; constants, types and methods are known without. To
// create a package from its types alone would do so for all that it has, and have the
// importer read all of it: only what is generic needs that.
func createImported(prog *ssa.Program, pass *analysis.Pass) {
	info := &types.Info{Defs: make(map[*ast.Ident]types.Object)}
	decls := make(map[*types.Package][]ast.Decl)
	generic := make(map[*types.Package]bool)
	seen := make(map[types.Object]bool)
	for _, obj := range pass.TypesInfo.Uses {
		p := obj.Pkg()
		if p == nil || p == pass.Pkg || obj.Parent() != p.Scope() || seen[obj] {
			continue
		}
		seen[obj] = true
		id := ast.NewIdent(obj.Name())
		info.Defs[id] = obj
		switch obj := obj.(type) {
		case *types.Func:
			decls[p] = append(decls[p], &ast.FuncDecl{Name: id})
			generic[p] = generic[p] || obj.Signature().TypeParams() != nil
		case *types.Var:
			spec := &ast.ValueSpec{Names: []*ast.Ident{id}}
			decls[p] = append(decls[p], &ast.GenDecl{Tok: token.VAR, Specs: []ast.Spec{spec}})
		}
	}
	for p, list := range decls {
		if generic[p] {
			prog.CreatePackage(p, nil, nil, true)
			continue
		}
		for _, m := range prog.CreatePackage(p, []*ast.File{{Decls: list}}, info, true).Members {
			if fn, ok := m.(*ssa.Function); ok {
				fn.Synthetic = "from type information" // as if there were no declarations
			}
		}
	}
}

// noReturnByName tells which functions never return, when those of the package
// itself were declared anew, in changed.
func noReturnByName(pass *analysis.Pass, never func(*types.Func) bool, changed *types.Package) func(*types.Func) bool {
	names := make(map[string]bool)
	for _, obj := range pass.TypesInfo.Defs {
		if fn, ok := obj.(*types.Func); ok && never(fn) {
			names[fn.FullName()] = true
		}
	}
	return func(fn *types.Func) bool {
		return never(fn) || fn.Pkg() == changed && names[fn.FullName()]
	}
}
