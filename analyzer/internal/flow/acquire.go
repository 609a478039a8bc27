package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// acquire executes the site: it hands out the resource, or fails, or, where
// it is executed more than once, hands out an instance that is not followed.
func (w *walker) acquire(fr *frame, c cursor, i *ssa.Call) []cursor {
	w.reached = true
	if c.stage.over() {
		if w.held(c.state, w.liveAt(fr, i.Block(), fr.position(i)+1)) {
			w.keep(fr, c, i)
			return nil
		}
		c.owed, c.stage = false, untouched
	}
	fnVal, args := w.operands(c.state, &i.Call)
	to := w.resolve(&i.Call, fnVal, args)
	again := c.owed || fr.cyclic[i.Block().Index] || !fr.root || w.site.Call.Parent() != fr.fn
	if c.owed {
		live := w.liveAt(fr, i.Block(), fr.position(i)+1)
		kept := func(a value) bool { return w.atom(a) != w.register(i) && live(a) }
		if (!fr.owedBefore || c.alone) && !w.held(c.state, kept) {
			w.leak(Leak{Kind: AcquiredAgain, Fn: fr.fn, At: i}, c.tooLate(i))
			return nil
		}
		if !c.stale {
			c = c.lapse(Leak{Kind: AcquiredAgain, Fn: fr.fn, At: i})
			c.stale = true
		}
	}
	res := i.Call.Signature().Results()
	result := func(n int) value {
		if res.Len() == 1 {
			return w.register(i)
		}
		return w.element(w.register(i), n)
	}
	var out []cursor
	fail := c.fork()
	for n := range res.Len() {
		switch t := res.At(n).Type(); {
		case isErrorType(t):
			fail.facts.set(result(n), vNonNil)
		case slices.ContainsFunc(w.site.Outcomes, func(o Outcome) bool { return o.Result == n }):
			if !isAggregate(t) {
				w.bind(fail.state, result(n), w.zero(t))
			}
		case types.Identical(t.Underlying(), types.Typ[types.Bool]) && w.okResult(n):
			w.bind(fail.state, result(n), vFalse)
		}
	}
	if w.trial != nil && !c.owed {
		fail.owed, fail.stage = true, ended
	}
	out = append(out, fail)
	if again {
		other := c.fork()
		for n := range res.Len() {
			if t := res.At(n).Type(); isErrorType(t) {
				w.bind(other.state, result(n), vNil)
			} else if !isAggregate(t) && slices.ContainsFunc(w.site.Outcomes, func(o Outcome) bool { return o.Result == n }) {
				other.facts.set(result(n), vNonNil)
			}
		}
		out = append(out, other)
	}
	if c.owed {
		return out
	}
	for _, o := range w.site.Outcomes {
		d := c.fork()
		if o.way != nil {
			d.owed, d.read = true, o.way.Read
			w.bindWay(d.state, i, *o.way, to.args)
			if p := o.way.Parent; p > 0 && p <= len(to.args) {
				d.env.set(vConn, w.unbox(to.args[p-1]))
			}
		} else if o.exit == nil {
			d.owed = true
			w.bind(d.state, result(o.Result), vResource)
			if res.Len() > 1 {
				w.bind(d.state, result(res.Len()-1), vNil)
			}
			if conn := w.parentOf(d.state, to); conn != vNone {
				d.env.set(vConn, conn)
				w.learn(d.state, conn, vNonNil)
			}
		} else {
			link := w.siteEntry(d.state, to, o.exit)
			if !w.agrees(d.state, o.exit, link) {
				continue
			}
			d = w.apply(d, i, o.exit, link)
			d.parked, d.dropped = 0, 0 // whatever else knows the resource, the caller has it now
			if o.exit.outlived != nil {
				w.outlive(d, o.exit.outlived)
			}
		}
		if n := res.Len() - 1; w.trial != nil && w.trial.Acquired && (!isErrorType(res.At(n).Type()) || w.truth(d.state, w.read(d.state, result(n))) == vNil) {
			d.stage = tried
		}
		out = append(out, d.then(traceStep{kind: Acquired, instr: i}))
	}
	return out
}

// agrees reports whether a call can have an outcome, by what is known on the path to
// that of the parameters.
func (w *walker) agrees(s *state, x *exit, link linkage) bool {
	return !slices.ContainsFunc(x.facts, func(e pair) bool {
		arg, isParam := link.up[e.key]
		return isParam && !w.learn(s, arg, e.val)
	})
}

// parentOf returns the connection that a call acquires from: its receiver, or
// what the method value is bound to.
func (w *walker) parentOf(s *state, to callee) value {
	switch {
	case to.closure != vNone && to.fn != nil && len(to.fn.FreeVars) > 0:
		return w.unbox(w.load(s, w.field(to.closure, 0), to.fn.FreeVars[0].Type()))
	case len(to.args) > 0:
		return w.unbox(to.args[0])
	}
	return vNone
}

// okResult reports whether the n'th result is a boolean that is true whenever
// the site hands the resource out.
func (w *walker) okResult(n int) bool {
	for _, o := range w.site.Outcomes {
		if o.way != nil && o.way.Results[n] != IsTrue || o.way == nil && (o.exit == nil || o.exit.results[n] != vTrue) {
			return false
		}
	}
	return true
}
