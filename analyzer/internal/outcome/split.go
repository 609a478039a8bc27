package outcome

import (
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// A Split is a parameter whose stream a function ends or hands on upon some paths
// and drops on others, while nothing it returns tells which. Nobody who calls it
// can do that right.
type Split struct {
	Param *ssa.Parameter
	Leak  flow.Leak
}

// Splits returns the parameters with split ownership of functions that are
// called only by code that is not in view: callbacks, and methods behind
// interfaces. Where callers are in view, their streams are judged instead.
func (f *Findings) Splits(fns []*ssa.Function) []Split {
	j := f.judge
	var list []Split
	for _, fn := range j.reachedUnseen(fns) {
		for i, p := range fn.Params {
			if !j.api.IsStream(p.Type()) || j.isDeclared(fn, i) {
				continue
			}
			if l, ok := j.split(fn, i); ok {
				list = append(list, Split{p, l})
			}
		}
	}
	return list
}

func (j *judge) split(fn *ssa.Function, param int) (flow.Leak, bool) {
	defer j.recover(fn)
	return j.engine.Split(fn, param)
}

// isDeclared reports whether a directive says who has the stream in a parameter.
func (j *judge) isDeclared(fn *ssa.Function, param int) bool {
	for _, e := range j.send.declared(declaredFunc(fn)) {
		if e.Param == param {
			return true
		}
	}
	return false
}

// reachedUnseen returns, in source order, the functions that code out of view can
// call and that nobody calls in view.
func (j *judge) reachedUnseen(fns []*ssa.Function) []*ssa.Function {
	given := make(map[*ssa.Function]bool)
	called := make(map[*ssa.Function]bool)
	var all []*ssa.Function
	var visit func(fn *ssa.Function)
	visit = func(fn *ssa.Function) {
		all = append(all, fn)
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					common := call.Common()
					if to := common.StaticCallee(); to != nil {
						called[to] = true
					}
					for _, to := range j.send.impls.seen(common) {
						called[to] = true
					}
					if to := common.StaticCallee(); to != nil && len(to.Blocks) > 0 {
						continue // it calls its arguments in view
					}
					for _, a := range common.Args {
						if to := funcIn(a); to != nil {
							given[to] = true
						}
					}
				}
				switch i := instr.(type) {
				case *ssa.Store:
					if to := funcIn(i.Val); to != nil {
						if _, local := i.Addr.(*ssa.Alloc); !local {
							given[to] = true
						}
					}
				case *ssa.MapUpdate:
					if to := funcIn(i.Value); to != nil {
						given[to] = true
					}
				}
			}
		}
		for _, a := range fn.AnonFuncs {
			visit(a)
		}
	}
	for _, fn := range fns {
		if !flow.InTestFile(fn) {
			visit(fn)
		}
	}
	var reached []*ssa.Function
	for _, fn := range all {
		if !called[fn] && (given[fn] || j.isHidden(fn)) {
			reached = append(reached, fn)
		}
	}
	return reached
}

// isHidden reports whether values of a method's type are converted to an
// interface that has the method.
func (j *judge) isHidden(fn *ssa.Function) bool {
	obj := declaredFunc(fn)
	if obj == nil || fn.Signature.Recv() == nil {
		return false
	}
	n := named(fn.Signature.Recv().Type())
	if n == nil {
		return false
	}
	for _, t := range j.send.impls.hidden[n.Obj()] {
		if !j.send.impls.isPrivate(t) && quicapi.Method(t, obj.Name()) != nil {
			return true
		}
	}
	return false
}

// funcIn returns the function that a func value is made of, or nil.
func funcIn(v ssa.Value) *ssa.Function {
	for {
		switch x := v.(type) {
		case *ssa.ChangeType:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.MakeClosure:
			return unbound(x.Fn.(*ssa.Function))
		case *ssa.Function:
			return unbound(x)
		default:
			return nil
		}
	}
}

// unbound returns the method behind a method value, or the function itself.
func unbound(fn *ssa.Function) *ssa.Function {
	if fn.Synthetic != "" {
		for _, c := range Calls(fn) {
			if to := c.Common().StaticCallee(); to != nil {
				return to
			}
		}
	}
	return fn
}
