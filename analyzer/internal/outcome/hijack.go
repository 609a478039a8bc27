package outcome

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// hijackers judges the callbacks that http3 hands a stream to. They own it if they
// return true, and no error; otherwise http3 goes on with it.
func (j *judge) hijackers(fns []*ssa.Function) []Duty {
	var list []Duty
	seen := make(map[*ssa.Function]bool)
	for _, fn := range fns {
		eachStore(fn, func(store *ssa.Store) {
			field, ok := store.Addr.(*ssa.FieldAddr)
			callback := funcIn(store.Val)
			if !ok || callback == nil || seen[callback] || len(callback.Blocks) == 0 || !quicapi.TakesHijackers(field.X.Type(), field.Field) {
				return
			}
			seen[callback] = true
			for i, p := range callback.Params {
				if !j.api.IsStream(p.Type()) || j.isDeclared(callback, i) {
					continue
				}
				v := j.duty(p, i)
				for _, l := range v.Leaks {
					if ret, ok := l.At.(*ssa.Return); ok && l.Fn == callback && hijacks(ret) {
						list = append(list, Duty{p, l})
						break
					}
				}
			}
		})
	}
	return list
}

// hijacks reports whether a callback returns that it has taken the stream.
func hijacks(ret *ssa.Return) bool {
	taken, ok := ret.Results[0].(*ssa.Const)
	return ok && taken.Value != nil && constant.BoolVal(taken.Value) && !fails(ret)
}

// fails reports whether a function returns something else than nil as its error.
func fails(ret *ssa.Return) bool {
	last := ret.Results[len(ret.Results)-1]
	c, ok := last.(*ssa.Const)
	return types.Identical(last.Type(), types.Universe.Lookup("error").Type()) && !(ok && c.IsNil())
}

// eachStore calls f for the stores in a function and its literals.
func eachStore(fn *ssa.Function, f func(*ssa.Store)) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if store, ok := instr.(*ssa.Store); ok {
				f(store)
			}
		}
	}
	for _, literal := range fn.AnonFuncs {
		eachStore(literal, f)
	}
}
