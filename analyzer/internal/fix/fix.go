// Package fix proposes the change of the source that closes a leaking stream:
// a deferred Close behind the error check, one at the head of the goroutine
// that gets the stream, or a Close before each return that leaves it open.
//
// A change is proposed only if a trial of the engine shows that it ends every
// leak of the acquire, and that none of its calls may meet a stream that is
// closed, handed on or was never there.
package fix

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/outcome"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// The reasons for which there is no fix.
const (
	NoVariable = "no variable" // the stream is dropped, or not assigned to a plain variable by itself
	Wrapped    = "wrapped"     // the variable holds something around the stream
	Reassigned = "reassigned"  // the variable may hold something else by then
	NoPlace    = "no place"    // no change that was tried ends all leaks and nothing else
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
}

// For returns the fix for a verdict with leaks, or nil and the reason.
func (f *Fixer) For(v *outcome.Verdict) (*analysis.SuggestedFix, string) {
	file := f.file(v.Call.Common().Pos())
	if file == nil || ast.IsGenerated(file) || !v.Followed() {
		return nil, NoVariable
	}
	assign, id := f.assignment(file, v.Call)
	if id == nil {
		return nil, NoVariable
	}
	a := &attempt{Fixer: f, v: v, file: file, assign: assign}
	a.stream, _ = f.Pass.TypesInfo.ObjectOf(id).(*types.Var)
	switch {
	case a.stream == nil:
		return nil, NoVariable
	case !quicapi.IsSendHalf(a.stream.Type()):
		return nil, Wrapped
	case a.changes(a.stream) > 1:
		return nil, Reassigned
	}
	if err := a.read(); err != nil {
		return nil, Layout
	}
	for _, try := range []func() (*proposal, string){a.deferred, a.inGoroutine, a.atReturns} {
		if p, message := try(); p != nil {
			if !p.wellFormed() {
				return nil, Layout
			}
			return &analysis.SuggestedFix{Message: message, TextEdits: p.edits}, ""
		}
	}
	return nil, NoPlace
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
}

// works reports whether a trial ends all leaks and nothing else.
func (a *attempt) works(t *flow.Trial) bool {
	return len(a.Found.Try(a.v, t)) == 0 && !t.Misplaced && !t.Stopped
}

// changes counts the assignments to a variable, and the places where its
// address is taken, through which there may be more.
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
		case *ast.UnaryExpr:
			if node.Op == token.AND && is(node.X) {
				n += 2
			}
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

// visible reports whether the name of a variable means it at a position.
func (a *attempt) visible(v *types.Var, pos token.Pos) bool {
	scope := a.Pass.Pkg.Scope().Innermost(pos)
	if scope == nil {
		return false
	}
	_, obj := scope.LookupParent(v.Name(), pos)
	return obj == v
}
