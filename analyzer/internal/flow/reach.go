package flow

import "slices"

// collect drops what can no longer be looked at: registers for which live is
// false and all that is only reachable from them.
func (w *walker) collect(s *state, live func(r value) bool) {
	w.marks = append(w.marks, make([]uint32, len(w.shapes)-len(w.marks))...)
	w.round++
	marked, round := w.marks, w.round
	var mark func(v value)
	mark = func(v value) {
		if sh := &w.shapes[v]; sh.kind == condition {
			mark(sh.base)
			mark(sh.arg)
			return
		}
		marked[w.atom(v)] = round
	}
	isLive := func(a value) bool { return marked[a] == round || live(a) }
	for _, d := range s.defers {
		for _, v := range d.vals {
			mark(v)
		}
	}
	rest := append(w.rest[:0], s.env...)
	for again := true; again; {
		again = false
		rest = slices.DeleteFunc(rest, func(e pair) bool {
			if e.key != vConn && !isLive(w.atom(e.key)) {
				return false
			}
			mark(e.val)
			again = true
			return true
		})
	}
	w.rest = rest
	if len(rest) > 0 { // in the order of the keys
		s.env.filter(func(e pair) bool {
			if len(rest) == 0 || e.key != rest[0].key {
				return true
			}
			rest = rest[1:]
			return false
		})
	}
	s.facts.filter(func(e pair) bool {
		if sh := &w.shapes[e.key]; sh.kind == condition {
			return w.conditionLive(sh.base, isLive) && w.conditionLive(sh.arg, isLive)
		}
		return isLive(w.atom(e.key))
	})
}

func (w *walker) conditionLive(v value, isLive func(value) bool) bool {
	switch w.kind(v) {
	case isConst, isNil, isTrue, isFalse, isZero, none, endless, global, function:
		return true
	case condition:
		sh := w.shapes[v]
		return w.conditionLive(sh.base, isLive) && w.conditionLive(sh.arg, isLive)
	}
	return isLive(w.atom(v))
}

// A valueSet is a small set.
type valueSet []value

func (s valueSet) has(v value) bool { return slices.Contains(s, v) }

// holders returns the objects from which the resource can be reached: with a
// location that holds it, directly or through other objects.
func (w *walker) holders(s *state) valueSet {
	var found valueSet
	for again := true; again; {
		again = false
		for _, e := range s.env {
			a := w.atom(e.key)
			if !found.has(a) && w.isContainer(e.key) && w.leads(s, e.val, found) {
				found = append(found, a)
				again = true
			}
		}
	}
	return found
}

// leads reports whether v is the resource, an object that holds it, or a part
// of one that does. What else is in such an object does not lead to it.
func (w *walker) leads(s *state, v value, holders valueSet) bool {
	u := w.unbox(v)
	if u == vResource {
		return true
	}
	a := w.atom(u)
	if held := holders.has(a); !held || u == a {
		return held
	}
	if k := w.kind(u); k != field && k != slot {
		return false
	}
	return slices.ContainsFunc(s.env, func(e pair) bool {
		return (e.key == u || w.isPartOf(e.key, u)) && (w.unbox(e.val) == vResource || holders.has(w.unbox(e.val)))
	})
}

// isContainer reports whether an environment key is a location, not a
// register.
func (w *walker) isContainer(k value) bool {
	switch w.kind(k) {
	case register, element, connKey:
		return false
	case inner, older:
		return w.isLocation(k)
	}
	return true
}

// reaches reports whether the resource can be got at through v.
func (w *walker) reaches(s *state, v value) bool {
	return w.unbox(v) == vResource || w.leads(s, v, w.holders(s))
}

// held reports whether a live register or location, or a pending deferred
// call, still leads to the resource.
func (w *walker) held(s *state, live func(r value) bool) bool {
	c := s.clone()
	w.collect(c, live)
	holders := w.holders(c)
	leads := func(v value) bool { return w.leads(c, v, holders) }
	if slices.ContainsFunc(c.env, func(e pair) bool { return e.key != vConn && leads(e.val) }) {
		return true
	}
	return slices.ContainsFunc(c.defers, func(d deferred) bool { return slices.ContainsFunc(d.vals, leads) })
}
