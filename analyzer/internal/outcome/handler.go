package outcome

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// Servers call a handler with a connection of theirs, and many close it when the handler
// returns an error. If they are code of other packages, nobody can see whether they do.

// isHandler reports whether a function that gets a connection is handed, as a value or as
// a method behind an interface, to code of another package, which then is among its
// callers.
func (j *judge) isHandler(fn *ssa.Function) bool {
	if !slices.ContainsFunc(slices.Collect(fn.Signature.Params().Variables()), func(p *types.Var) bool {
		return len(parentPaths(p.Type(), j.fns[0].Pkg.Pkg)) > 0
	}) {
		return false
	}
	if j.handlers == nil {
		j.handlers = make(map[*ssa.Function]bool)
		for _, f := range j.fns {
			j.findHandlers(f)
		}
	}
	return j.handlers[fn]
}

func (j *judge) findHandlers(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				if to := calledFunc(instr.Common()); to != nil && j.isElsewhere(to.Pkg()) {
					for _, arg := range instr.Common().Args {
						j.addHandler(fn.Prog, arg)
					}
				}
			case *ssa.Store:
				if v := funcVariable(instr.Addr); v != nil && j.isElsewhere(v.Pkg()) {
					j.addHandler(fn.Prog, instr.Val)
				}
			case *ssa.MakeInterface:
				j.addMethods(fn.Prog, instr)
			}
		}
	}
	for _, literal := range fn.AnonFuncs {
		j.findHandlers(literal)
	}
}

// isElsewhere reports whether a package is another one, and not of the standard library,
// which has no connections to close.
func (j *judge) isElsewhere(pkg *types.Package) bool {
	return pkg != nil && pkg != j.fns[0].Pkg.Pkg && !quicapi.IsStandard(pkg.Path())
}

// addHandler adds the function that a value is.
func (j *judge) addHandler(prog *ssa.Program, v ssa.Value) {
	switch v := v.(type) {
	case *ssa.ChangeType:
		j.addHandler(prog, v.X)
	case *ssa.MakeInterface:
		j.addHandler(prog, v.X)
	case *ssa.MakeClosure:
		j.addHandler(prog, v.Fn)
	case *ssa.Function:
		if obj, ok := v.Object().(*types.Func); ok && v.Synthetic != "" { // a method value
			v = prog.FuncValue(obj.Origin())
		}
		j.handlers[v] = true
	}
}

// addMethods adds the methods of a value that an interface of another package has.
func (j *judge) addMethods(prog *ssa.Program, conv *ssa.MakeInterface) {
	to, ok := types.Unalias(conv.Type()).(*types.Named)
	if !ok || !j.isElsewhere(to.Obj().Pkg()) {
		return
	}
	for m := range to.Underlying().(*types.Interface).Methods() {
		obj, _, _ := types.LookupFieldOrMethod(conv.X.Type(), true, m.Pkg(), m.Name())
		if obj, ok := obj.(*types.Func); ok && obj.Pkg() == j.fns[0].Pkg.Pkg {
			j.handlers[prog.FuncValue(obj.Origin())] = true
		}
	}
}
