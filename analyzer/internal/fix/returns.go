package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
)

// maxReturns bounds the returns that are tried, for each of which the paths
// are followed again.
const maxReturns = 20

// A place is a return and the instruction before which a Close would run.
type place struct {
	at    ssa.Instruction
	stmt  *ast.ReturnStmt // or nil, for the end of body
	body  *ast.BlockStmt
	owner *types.Var

	suffices bool // a Close there ends all leaks
}

// atReturns proposes a Close before the returns that leave the stream open: of
// the function that acquires it, or else of one that it was passed to.
func (a *attempt) atReturns() (*proposal, string) {
	fn := a.v.Call.Parent()
	if p := a.before(fn, bodyOf(fn), a.stream); p != nil {
		return p, "close the stream before the returns that leave it open"
	}
	v := a.stream
	for steps := a.v.Leaks[0].Path; len(steps) > 0; {
		s := steps[len(steps)-1]
		steps = steps[:len(steps)-1]
		call, ok := s.Instr.(ssa.CallInstruction)
		if !ok || s.Callee == nil || s.Kind != flow.Call && s.Kind != flow.Start {
			continue
		}
		body, in := a.enter(call, s.Callee, v)
		if in == nil {
			continue
		}
		if p := a.before(s.Callee, body, in); p != nil {
			return p, "close the stream before the returns that leave it open"
		}
		v, steps = in, s.Inside
	}
	return nil, ""
}

func bodyOf(fn *ssa.Function) *ast.BlockStmt {
	switch n := fn.Syntax().(type) {
	case *ast.FuncDecl:
		return n.Body
	case *ast.FuncLit:
		return n.Body
	}
	return nil
}

// before proposes a Close of v before the returns of fn that need one.
func (a *attempt) before(fn *ssa.Function, body *ast.BlockStmt, v *types.Var) *proposal {
	if body == nil {
		return nil
	}
	var places, atEnds []place
	ends := a.ends(fn)
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || b == fn.Recover {
			continue
		}
		p := place{at: beforeDefers(ret), body: body, owner: v}
		if ret.Pos().IsValid() {
			if p.stmt = a.statement(ret.Pos()); p.stmt == nil {
				continue
			}
		}
		if !a.usable(p) {
			continue
		}
		places = append(places, p)
		if ends[ret] {
			atEnds = append(atEnds, p)
		}
	}
	switch {
	case len(places) > maxReturns:
		return nil
	case len(atEnds) > 1 && len(atEnds) == len(ends) && a.works(trial(atEnds)):
		places = atEnds // each of them ends a leak of its own
	default:
		places = a.enough(places)
	}
	if len(places) == 0 {
		return nil
	}
	prop := a.propose()
	for _, p := range places {
		if p.stmt != nil {
			prop = prop.before(p.stmt, a.close(v))
		} else {
			prop = prop.end(p.body, a.close(v))
		}
	}
	return prop
}

// ends returns the returns of a function if all leaks that are known are there.
func (a *attempt) ends(fn *ssa.Function) map[ssa.Instruction]bool {
	ends := make(map[ssa.Instruction]bool)
	for _, l := range a.v.Leaks {
		if ret, ok := l.At.(*ssa.Return); !ok || ret.Parent() != fn {
			return nil
		}
		ends[l.At] = true
	}
	return ends
}

// enough returns as few of the places as it takes to end all leaks, or none.
func (a *attempt) enough(places []place) []place {
	fit := a.fitting(places, true)
	works, harmful := a.work(fit)
	if harmful { // one of them, behind its first leak
		fit = a.fitting(fit, false)
		works, _ = a.work(fit)
	}
	if !works {
		return nil
	}
	for i := len(fit) - 1; i >= 0; i-- {
		fewer := slices.Delete(slices.Clone(fit), i, i+1)
		if works, _ := a.work(fewer); works {
			fit = fewer
		}
	}
	return fit
}

// fitting returns the places where a Close does no harm, if it is to be brief as far
// as the first leak tells.
func (a *attempt) fitting(places []place, brief bool) (fit []place) {
	for _, p := range places {
		t := trial([]place{p})
		t.Brief = brief
		p.suffices = a.works(t)
		if !t.Misplaced && !t.Stopped {
			fit = append(fit, p)
		}
	}
	return fit
}

// work reports whether a Close at each of some places ends all leaks, or does harm.
func (a *attempt) work(places []place) (works, harmful bool) {
	switch len(places) {
	case 0:
		return false, false
	case 1:
		return places[0].suffices, false
	}
	t := trial(places)
	t.Brief = true
	works = a.works(t)
	return works, t.Misplaced
}

func trial(places []place) *flow.Trial {
	t := &flow.Trial{Before: make(map[ssa.Instruction]bool)}
	for _, p := range places {
		t.Before[p.at] = true
	}
	return t
}

// beforeDefers returns the instruction that runs the deferred calls before a
// return, or the return itself.
func beforeDefers(ret *ssa.Return) ssa.Instruction {
	for _, instr := range ret.Block().Instrs {
		if _, ok := instr.(*ssa.RunDefers); ok {
			return instr
		}
	}
	return ret
}

func (a *attempt) statement(pos token.Pos) *ast.ReturnStmt {
	path, _ := astutil.PathEnclosingInterval(a.file, pos, pos)
	for _, n := range path {
		if ret, ok := n.(*ast.ReturnStmt); ok && ret.Return == pos {
			return ret
		}
	}
	return nil
}

// usable reports whether the variable can be closed at a place: it is visible
// there, and what is returned does not use the stream.
func (a *attempt) usable(p place) bool {
	if p.stmt == nil {
		return a.visible(p.owner, p.body.Rbrace)
	}
	if !a.visible(p.owner, p.stmt.Pos()) || a.list(p.stmt) == nil {
		return false
	}
	for _, e := range p.stmt.Results {
		if !a.harmless(e) {
			return false
		}
	}
	return true
}

// harmless reports whether an expression does not get at a stream: it calls
// nothing but what makes values of plain ones.
func (a *attempt) harmless(e ast.Expr) bool {
	ok := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			ok = ok && n.Op != token.ARROW
		case *ast.CallExpr:
			fun := a.Pass.TypesInfo.Types[n.Fun]
			fn := a.callee(n)
			if !fun.IsType() && !fun.IsBuiltin() && (fn == nil || fn.Signature().Recv() != nil) {
				ok = false
			}
			for _, arg := range n.Args {
				if !fun.IsType() && !plain(a.Pass.TypesInfo.TypeOf(arg)) {
					ok = false
				}
			}
		}
		return ok
	})
	return ok
}

func plain(t types.Type) bool {
	if t == nil {
		return false
	}
	_, basic := t.Underlying().(*types.Basic)
	return basic || types.Identical(t, types.Universe.Lookup("error").Type())
}
