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
	entries   map[question][]Entry
	parents   map[types.Type]bool
	carriers  map[types.Type]bool
	listeners map[types.Type]bool
}

// A question is what [Model.Entries] is asked.
type question struct {
	call *ssa.CallCommon
	to   *ssa.Function
	recv types.Type
}

func remember(m Model) *remembering {
	return &remembering{
		Model:     m,
		effects:   make(map[*ssa.CallCommon]*Effect),
		entries:   make(map[question][]Entry),
		parents:   make(map[types.Type]bool),
		carriers:  make(map[types.Type]bool),
		listeners: make(map[types.Type]bool),
	}
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

func (r *remembering) Entries(call *ssa.CallCommon, to *ssa.Function, recv types.Type) []Entry {
	return once(r.entries, question{call, to, recv}, func(q question) []Entry { return r.Model.Entries(q.call, q.to, q.recv) })
}

func (r *remembering) IsParent(t types.Type) bool { return once(r.parents, t, r.Model.IsParent) }

func (r *remembering) IsCarrier(t types.Type) bool { return once(r.carriers, t, r.Model.IsCarrier) }

func (r *remembering) IsListener(t types.Type) bool { return once(r.listeners, t, r.Model.IsListener) }

func once[K comparable, V any](known map[K]V, of K, ask func(K) V) V {
	v, ok := known[of]
	if !ok {
		v = ask(of)
		known[of] = v
	}
	return v
}
