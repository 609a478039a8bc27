package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Split returns a path on which a function drops what it gets as a parameter,
// if on another path it ends the obligation or hands it on and then returns the
// same: no caller can tell which. The function has to have a body.
func (e *Engine) Split(fn *ssa.Function, param int) (Leak, bool) {
	w := e.walker(fn, nil, fn.Params[param].Type())
	w.trial = &Trial{}
	w.exits = &ends{}
	result := w.followParam(param)
	if w.over {
		return Leak{}, false
	}
	for _, l := range result.Leaks {
		if open, ok := w.exits.open[l.At]; ok {
			for _, closed := range w.exits.closed {
				if !tells(fn.Signature, open, closed) {
					return l, true
				}
			}
		}
	}
	return Leak{}, false
}

// ends are the ways in which a function leaves an obligation that it got.
type ends struct {
	open   map[ssa.Instruction]Way // by the return
	closed []Way
}

// note records the end of a path.
func (n *ends) note(w *walker, fn *ssa.Function, x exit) {
	if x.stage.over() {
		n.closed = AppendWay(n.closed, w.way(fn, x))
		return
	}
	if n.open == nil {
		n.open = make(map[ssa.Instruction]Way)
	}
	n.open[x.at] = w.way(fn, x)
}

// tells reports whether the results of a function may tell two ways apart.
func tells(sig *types.Signature, a, b Way) bool {
	for i, r := range a.Results {
		t := sig.Results().At(i).Type()
		isTold := isErrorType(t) || types.Identical(t.Underlying(), types.Typ[types.Bool])
		switch s := b.Results[i]; {
		case r != s && (isTold || r != Unknown && s != Unknown):
			return true
		case isTold && r == Unknown:
			return true
		}
	}
	return false
}
