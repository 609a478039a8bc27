package flow

import "encoding/binary"

// obligationKey returns the part of a state that must agree for two states to
// be joined: what became of the obligation and where the resource is held.
func (w *walker) obligationKey(s *state) string {
	holders := w.holders(s)
	b := appendFlags(nil, s)
	for _, e := range s.env {
		if e.key == vConn || w.leads(s, e.val, holders) || w.isCounter(e.key) {
			b = binary.AppendUvarint(b, uint64(e.key))
			b = binary.AppendUvarint(b, uint64(e.val))
		}
	}
	return string(s.appendDefers(b))
}

// join returns what two states with the same obligation key agree on. Where
// they differ in a value, they may still agree on what is known of it.
func (w *walker) join(a, b *state) *state {
	j := a.clone()
	j.facts = j.facts[:0]
	for _, e := range a.facts {
		switch v, ok := b.facts.get(e.key); {
		case !ok:
		case v == e.val:
			j.facts = append(j.facts, e)
		case w.isNonZero(v) && w.isNonZero(e.val):
			j.facts = append(j.facts, pair{e.key, vNonNil})
		}
	}
	j.env = nil
	for x, y := a.env, b.env; len(x) > 0 || len(y) > 0; {
		var k value
		switch {
		case len(y) == 0 || len(x) > 0 && x[0].key < y[0].key:
			k, x = x[0].key, x[1:]
		case len(x) == 0 || y[0].key < x[0].key:
			k, y = y[0].key, y[1:]
		default:
			k = x[0].key
			x, y = x[1:], y[1:]
		}
		unknown := k // an unbound register stands for itself
		if w.isContainer(k) {
			unknown = w.content(k)
		}
		in := func(s *state) value {
			if v, ok := s.env.get(k); ok {
				return v
			}
			return unknown
		}
		switch v, known := w.common(a, in(a), b, in(b)); {
		case v != vNone:
			j.env = append(j.env, pair{k, v})
		default:
			if unknown != k {
				j.env = append(j.env, pair{k, unknown})
			}
			if known != vNone {
				j.facts.set(unknown, known)
			}
		}
	}
	return j
}

// common returns the value that two values in two states have in common, if
// they are the same or known to be equal, and otherwise what is known of both.
func (w *walker) common(a *state, x value, b *state, y value) (v, known value) {
	if x == y {
		return x, vNone
	}
	switch t, u := w.truth(a, x), w.truth(b, y); {
	case w.isNonZero(t) && w.isNonZero(u) && (t != u || t == vNonNil):
		return vNone, vNonNil
	case t != u:
		return vNone, vNone
	default:
		return t, vNone
	}
}
