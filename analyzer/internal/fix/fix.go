// Package fix proposes the change of the source that closes a leaking stream:
// a deferred Close behind the error check or at the head of the goroutine that
// gets the stream, a late deferred Close moved up, or a Close where the stream
// is left open: before a return, a continue, a break, an assignment or a loop
// without an end, or at the end of a block.
//
// A change is proposed only if a trial of the engine shows that it ends every
// leak of the acquire, and that none of its calls may meet a stream that is
// closed, handed on or was never there. Where there is no instruction that a
// Close would run before, or the Close is that of a wrapper, the trial is made
// on the changed source.
package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/outcome"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// The reasons for which there is no fix.
const (
	Generated = "generated" // the source was made by a program
	// A unidirectional stream may be what the protocol above needs for as long as
	// the connection lives, such as the control stream of HTTP/3: to close it is an
	// error of the connection there.
	Unidirectional = "unidirectional"

	NoVariable = "no variable" // the stream is not assigned to a plain variable by itself
	NoClose    = "no close"    // what the variable holds has no method that closes the stream
	Taken      = "taken"       // the address of the variable is taken, so that it may hold something else
	NoPlace    = "no place"    // no change that was tried ends all leaks and nothing else
	Kept       = "kept"        // something that was made of the stream outlives the function
	Layout     = "layout"      // the source does not have the usual form there
)

// A Fixer proposes fixes for the findings of one package.
type Fixer struct {
	Pass  *analysis.Pass
	Found *outcome.Findings
	API   *quicapi.API
	// Blank says that the error of Close is assigned to the blank identifier,
	// for linters that want every error to be looked at.
	Blank bool
	// Judge judges some functions of the package with other source, and returns
	// all functions beside the findings. Without it some forms of fixes are not
	// tried.
	Judge func(pass *analysis.Pass, some func(*ssa.Function) bool) (*outcome.Findings, []*ssa.Function)

	index *index // of the package; made when the first change is
}

// A Result is the fix for a verdict with leaks, or the reason why there is none.
type Result struct {
	Fix    *analysis.SuggestedFix
	Reason string
}

// Fixes returns the results for verdicts with leaks, in their order.
func (f *Fixer) Fixes(verdicts []*outcome.Verdict) []Result {
	results := make([]Result, len(verdicts))
	var attempts []*attempt
	for i, v := range verdicts {
		a, reason := f.attempt(v)
		if results[i].Reason = reason; a != nil {
			a.result, a.reason = &results[i], NoPlace
			a.direct()
			attempts = append(attempts, a)
		}
	}
	f.probe(attempts)
	f.confirm(slices.DeleteFunc(slices.Clone(attempts), func(a *attempt) bool { return a.found == nil || a.tried }))
	for _, a := range attempts {
		if a.repeated(); a.found != nil {
			a.result.Fix = &analysis.SuggestedFix{Message: a.message, TextEdits: a.found.edits}
		} else {
			a.result.Reason = a.reason
		}
	}
	return results
}

// attempt begins the search for the fix of a verdict, or returns the reason why
// there can be none.
func (f *Fixer) attempt(v *outcome.Verdict) (*attempt, string) {
	file := f.file(v.Call.Common().Pos())
	if file == nil || ast.IsGenerated(file) {
		return nil, Generated
	}
	if strings.HasPrefix(v.Name, "OpenUni") {
		return nil, Unidirectional
	}
	if !v.Followed() {
		return nil, NoVariable
	}
	a := &attempt{Fixer: f, v: v, file: file}
	if err := a.read(); err != nil {
		return nil, Layout
	}
	if a.discarded() {
		return a, ""
	}
	assign, id := f.assignment(file, v.Call)
	if id == nil {
		return nil, NoVariable
	}
	a.assign = assign
	a.stream, _ = f.Pass.TypesInfo.ObjectOf(id).(*types.Var)
	switch {
	case a.stream == nil:
		return nil, NoVariable
	case !a.canClose():
		return nil, NoClose
	case a.taken(a.stream):
		return nil, Taken
	case a.kept():
		return nil, Kept
	}
	return a, ""
}

// canClose reports whether the variable has a Close like that of a stream.
func (a *attempt) canClose() bool {
	obj, _, _ := types.LookupFieldOrMethod(a.stream.Type(), true, a.Pass.Pkg, "Close")
	fn, ok := obj.(*types.Func)
	return ok && fn.Signature().Params().Len() == 0 && fn.Signature().Results().Len() <= 1
}

// kept reports whether something that was made of the stream is kept.
func (a *attempt) kept() bool {
	call := a.v.Call.(*ssa.Call)
	if call.Call.Signature().Results().Len() == 1 {
		return make(keeper).kept(call, false)
	}
	return slices.ContainsFunc(*call.Referrers(), func(r ssa.Instruction) bool {
		x, ok := r.(*ssa.Extract)
		return ok && x.Index == 0 && make(keeper).kept(x, false)
	})
}

// direct looks for a fix for which the program need not be changed.
func (a *attempt) direct() {
	if a.found == nil && a.plain() {
		a.first(a.deferred, a.inGoroutine, a.moved, a.atReturns)
	}
}

// repeated looks for a deferred Close that may be the second one of a stream.
func (a *attempt) repeated() {
	if a.found == nil && a.plain() {
		a.again = true
		a.first(a.deferred, a.inGoroutine)
	}
}

// plain reports whether a variable holds the stream itself, and nothing else.
func (a *attempt) plain() bool {
	return a.stream != nil && quicapi.IsSendHalf(a.stream.Type()) && a.changes(a.stream) <= 1
}

// first keeps the first proposal that fits the source.
func (a *attempt) first(forms ...func() (*proposal, string)) {
	for _, form := range forms {
		p, message := form()
		switch {
		case p == nil:
		case p.wellFormed():
			a.found, a.message, a.tried = p, message, true
			return
		default:
			a.reason = Layout
		}
	}
}

// file returns the file at a position, unless a line directive says that it
// was made from another one.
func (f *Fixer) file(pos token.Pos) *ast.File {
	fset := f.Pass.Fset
	if fset.PositionFor(pos, true).Filename != fset.PositionFor(pos, false).Filename {
		return nil
	}
	for _, file := range f.Pass.Files {
		if file.FileStart <= pos && pos < file.FileEnd {
			return file
		}
	}
	return nil
}

// assignment returns the statement that assigns the results of a call, and
// the variable that gets the stream.
func (f *Fixer) assignment(file *ast.File, call ssa.CallInstruction) (*ast.AssignStmt, *ast.Ident) {
	at := call.Common().Pos()
	path, _ := astutil.PathEnclosingInterval(file, at, at)
	for i, n := range path {
		c, ok := n.(*ast.CallExpr)
		if !ok || c.Lparen != at || i+1 == len(path) {
			continue
		}
		assign, ok := path[i+1].(*ast.AssignStmt)
		if !ok || len(assign.Rhs) != 1 || len(assign.Lhs) > 2 {
			return nil, nil
		}
		if id, ok := assign.Lhs[0].(*ast.Ident); ok && id.Name != "_" {
			return assign, id
		}
		return nil, nil
	}
	return nil, nil
}

// An attempt is the search for the fix of one finding.
type attempt struct {
	*Fixer
	v       *outcome.Verdict
	file    *ast.File
	assign  *ast.AssignStmt
	stream  *types.Var
	content []byte
	newline string
	again   bool // the Close may be the second one
	marks   []*mark

	found   *proposal
	message string
	tried   bool // by a trial on the package as it is
	reason  string
	result  *Result
}

// works reports whether a trial ends all leaks and nothing else.
func (a *attempt) works(t *flow.Trial) bool {
	t.Again = a.again
	return len(a.Found.Try(a.v, t)) == 0 && !t.Misplaced && !t.Stopped
}

// changes counts the assignments to a variable.
func (a *attempt) changes(v *types.Var) int {
	n := 0
	is := func(e ast.Expr) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && a.Pass.TypesInfo.ObjectOf(id) == v
	}
	count := func(e ast.Expr) {
		if e != nil && is(e) {
			n++
		}
	}
	ast.Inspect(a.file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.AssignStmt:
			for _, e := range node.Lhs {
				count(e)
			}
		case *ast.RangeStmt:
			count(node.Key)
			count(node.Value)
		case *ast.ValueSpec:
			if len(node.Values) > 0 {
				for _, id := range node.Names {
					count(id)
				}
			}
		}
		return true
	})
	return n
}

// taken reports whether the address of a variable is taken.
func (a *attempt) taken(v *types.Var) (found bool) {
	ast.Inspect(a.file, func(node ast.Node) bool {
		if node, ok := node.(*ast.UnaryExpr); ok && node.Op == token.AND {
			id, ok := ast.Unparen(node.X).(*ast.Ident)
			found = found || ok && a.Pass.TypesInfo.ObjectOf(id) == v
		}
		return true
	})
	return found
}

// visible reports whether the name of a variable means it at a position.
func (a *attempt) visible(v *types.Var, pos token.Pos) bool {
	scope := a.Pass.Pkg.Scope().Innermost(pos)
	if scope == nil {
		return false
	}
	_, obj := scope.LookupParent(v.Name(), pos)
	return obj == v
}
