package random

// marks are the streams that can be reached, as a garbage collector sees it.
type marks struct {
	streams map[*stream]bool
	cells   map[*cell]bool
}

func newMarks() *marks {
	return &marks{make(map[*stream]bool), make(map[*cell]bool)}
}

func (m *marks) values(list []any) {
	for _, v := range list {
		m.value(v)
	}
}

func (m *marks) value(v any) {
	switch v := v.(type) {
	case *stream:
		m.streams[v] = true
	case *object:
		m.value(v.stream)
	case *method:
		m.value(v.recv)
	case *closure:
		for name := range mentioned(v.lit.Body) {
			if c := v.scope.cell(name); c != nil {
				m.cell(c)
			}
		}
	}
}

func (m *marks) cell(c *cell) {
	if !m.cells[c] {
		m.cells[c] = true
		m.value(c.v)
	}
}

// reachable returns the streams that the running functions can reach.
func (r *run) reachable() map[*stream]bool {
	m := newMarks()
	for _, fr := range r.frames {
		for s := fr.scope; s != nil; s = s.up {
			for _, c := range s.vars {
				m.cell(c)
			}
		}
		for _, c := range fr.results {
			m.cell(c)
		}
		for _, d := range fr.defers {
			m.value(d.to)
			m.values(d.args)
		}
	}
	return m.streams
}
