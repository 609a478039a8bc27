package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A remembering model asks another one once for what does not depend on the
// state, and is asked for at every step.
type remembering struct {
	Model
	effects   map[*ssa.CallCommon]*Effect
	parents   map[types.Type]bool
	listeners map[types.Type]bool
}

func remember(m Model) *remembering {
	return &remembering{m, make(map[*ssa.CallCommon]*Effect), make(map[types.Type]bool), make(map[types.Type]bool)}
}

func (r *remembering) Effect(call *ssa.CallCommon) Effect {
	e := r.effects[call]
	if e == nil {
		effect := r.Model.Effect(call)
		e = &effect
		r.effects[call] = e
	}
	return *e
}

func (r *remembering) IsParent(t types.Type) bool { return once(r.parents, t, r.Model.IsParent) }

func (r *remembering) IsListener(t types.Type) bool { return once(r.listeners, t, r.Model.IsListener) }

func once(known map[types.Type]bool, t types.Type, ask func(types.Type) bool) bool {
	is, ok := known[t]
	if !ok {
		is = ask(t)
		known[t] = is
	}
	return is
}
