package flow

import "encoding/binary"

// obligationKey returns the part of a state that must agree for two states to
// be joined: what became of the obligation and where the resource is held.
func (w *walker) obligationKey(s *state) string {
	holders := w.holders(s)
	b := appendFlags(nil, s)
	for _, e := range s.env {
		if e.key == vConn || w.leads(s, e.val, holders) {
			b = binary.AppendUvarint(b, uint64(e.key))
			b = binary.AppendUvarint(b, uint64(e.val))
		}
	}
	return string(s.appendDefers(b))
}

// join returns what two states with the same obligation key agree on.
func (w *walker) join(a, b *state) *state {
	j := a.clone()
	j.facts.filter(func(e pair) bool {
		v, ok := b.facts.get(e.key)
		return ok && v == e.val
	})
	j.env = nil
	for x, y := a.env, b.env; len(x) > 0 || len(y) > 0; {
		var k value
		agree := false
		switch {
		case len(y) == 0 || len(x) > 0 && x[0].key < y[0].key:
			k, x = x[0].key, x[1:]
		case len(x) == 0 || y[0].key < x[0].key:
			k, y = y[0].key, y[1:]
		default:
			k = x[0].key
			if agree = x[0].val == y[0].val; agree {
				j.env = append(j.env, x[0])
			}
			x, y = x[1:], y[1:]
		}
		if !agree && w.isContainer(k) {
			j.env = append(j.env, pair{k, w.content(k)})
		}
	}
	return j
}
