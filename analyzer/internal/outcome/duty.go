package outcome

import (
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
)

// A Duty is a parameter whose stream the function does not close on every path,
// though it owns it, by its directive or as a callback that takes it over.
type Duty struct {
	Param *ssa.Parameter
	Leak  flow.Leak
}

// duties judges the functions that are declared to own a parameter which is a
// stream and that they can close. How a wrapper holds its stream is not known of
// a parameter.
func (j *judge) duties(fns []*ssa.Function) []Duty {
	var list []Duty
	for _, fn := range fns {
		obj := declaredFunc(fn)
		if obj == nil {
			continue
		}
		d := j.facts.Declared(obj)
		if d == nil {
			continue
		}
		for _, i := range d.Owns {
			if p := fn.Params[i]; mayCarry(j.api, p.Type(), fn.Pkg.Pkg) && j.model.CanRelease(p.Type()) {
				if v := j.duty(p, i); len(v.Leaks) > 0 {
					list = append(list, Duty{p, v.Leaks[0]})
				}
			}
		}
	}
	return list
}

func (j *judge) duty(p *ssa.Parameter, i int) (v Verdict) {
	defer j.recover(p.Parent())
	v.Result = j.engine.FollowParam(p.Parent(), i)
	j.settle(&v)
	return v
}
