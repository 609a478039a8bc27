package random

import (
	"fmt"
)

// do executes a call, or registers or starts it.
func (r *run) do(fr *frame, s *Do) {
	c := s.Call
	p := pending{fn: r.prog.Func(c.Name)}
	for _, a := range c.Args {
		p.args = append(p.args, r.value(fr, a))
	}
	switch {
	case c.Recv != "":
		recv := fr.scope.cell(c.Recv).v
		if recv == nil {
			r.endProcess(crashes)
		}
		p.fn, p.to = nil, &method{recv, c.Name}
	case c.Lit != nil:
		p.to = &closure{c.Lit, fr.scope}
	case p.fn == nil:
		if v := fr.scope.cell(c.Name); v != nil {
			p.to = v.v
			if v.v == nil {
				r.endProcess(crashes)
			}
		} else {
			p.to = c.Name
		}
	}
	switch s.How {
	case Deferred:
		fr.defers = append(fr.defers, p)
		return
	case Started:
		r.started++
		r.invoke(p, nil)
		r.started--
		r.goroutineEnds(p)
		return
	}
	if c.Site > 0 {
		r.again(c.Site)
		r.calledAgain(p.fn)
		r.calling = append(r.calling, c.Site)
	}
	results := r.invoke(p, s)
	if c.Site > 0 {
		r.calling = r.calling[:len(r.calling)-1]
	}
	for i, d := range s.Dst {
		var v any
		if i < len(results) {
			v = results[i]
		}
		switch {
		case d.Name == "_":
		case d.New:
			fr.scope.vars[d.Name] = &cell{v}
		default:
			fr.scope.cell(d.Name).v = v
		}
	}
}

// again notes that control has come back to an acquire: a stream from before
// that is out of reach has leaked.
func (r *run) again(site int) {
	var reachable map[*stream]bool
	for _, s := range r.streams {
		if s.site != site || s.status != owed || !r.judged(s) {
			continue
		}
		if reachable == nil {
			reachable = r.reachable()
		}
		s.stale = true
		if !reachable[s] {
			r.leak(s, false)
		}
	}
}

// calledAgain notes that a function is called again that has left a stream owed, for
// which its callers may close the connection: this comes late, or not.
func (r *run) calledAgain(f *Func) {
	for _, s := range r.streams {
		if f != nil && s.lost && s.status == owed && r.owner[s.site] == f {
			r.sites[s.site].Debatable = true
		}
	}
}

// goroutineEnds notes which streams a goroutine has left owed: those that it
// had, and those that nobody can close any more. A connection that its starter
// has deferred to close is as good as closed.
func (r *run) goroutineEnds(p pending) {
	had := newMarks()
	had.value(p.to)
	had.values(p.args)
	reachable := r.reachable()
	for _, s := range r.streams {
		if s.status == owed && !r.defersClose(s.conn) && (had.streams[s] || !reachable[s]) {
			s.left = true
		}
	}
}

// defersClose reports whether a function that runs will close a connection.
func (r *run) defersClose(c *conn) bool {
	for _, fr := range r.frames {
		for _, d := range fr.defers {
			if d.closes(c) {
				return true
			}
		}
	}
	return false
}

// closes reports whether a pending call closes a connection.
func (p pending) closes(c *conn) bool {
	m, ok := p.to.(*method)
	return ok && m.recv == c
}

// invoke makes a call. The statement is nil if nobody sees the results.
func (r *run) invoke(p pending, s *Do) []any {
	switch to := p.to.(type) {
	case nil:
		results := r.callFunc(p.fn, p.args)
		r.handOver(p.fn, results, s)
		return results
	case *closure:
		return r.callLit(to, p.args)
	case *method:
		return r.callMethod(to, s)
	}
	switch p.to {
	case "work":
		if s != nil && len(s.Dst) > 0 {
			return []any{r.mayFail("work")}
		}
	case "sink":
		r.transfer(p.args[0])
	case "run":
		r.invoke(pending{to: p.args[0]}, nil)
	}
	return nil
}

func (r *run) callFunc(f *Func, args []any) []any {
	fr := &frame{scope: &scope{vars: make(map[string]*cell)}}
	for i, p := range f.Params {
		fr.scope.vars[p.Name] = &cell{args[i]}
	}
	for _, v := range f.Results {
		c := &cell{zero(v.Type)}
		fr.results = append(fr.results, c)
		if f.Named {
			fr.scope.vars[v.Name] = c
		}
	}
	return r.body(fr, f.Body)
}

func (r *run) callLit(c *closure, args []any) []any {
	fr := &frame{scope: &scope{c.scope, make(map[string]*cell)}}
	for i, p := range c.lit.Params {
		fr.scope.vars[p.Name] = &cell{args[i]}
	}
	if c.lit.Result != None {
		fr.results = []*cell{{nil}}
	}
	return r.body(fr, c.lit.Body)
}

// zero returns the zero value of a result.
func zero(t Type) any {
	switch t {
	case Bool:
		return false
	case Int:
		return 0
	}
	return nil
}

// body runs a function's body and its deferred calls.
func (r *run) body(fr *frame, list []Stmt) []any {
	r.frames = append(r.frames, fr)
	r.block(fr, list)
	for len(fr.defers) > 0 {
		last := len(fr.defers) - 1
		p := fr.defers[last]
		fr.defers = fr.defers[:last]
		r.invoke(p, nil)
	}
	r.frames = r.frames[:len(r.frames)-1]
	var results []any
	for _, c := range fr.results {
		results = append(results, c.v)
	}
	return results
}

// handOver decides who owes the streams that a function has acquired: the
// call, if it gets them; else the function, which is judged by itself.
func (r *run) handOver(f *Func, results []any, s *Do) {
	kept := newMarks()
	kept.values(results)
	for _, st := range r.streams {
		switch {
		case st.status != owed || r.owner[st.site] != f:
		case kept.streams[st] && s != nil && s.Call.Site > 0:
			st.site = s.Call.Site
			st.stale = false
			r.sites[st.site].Reached = true
		default:
			st.lost, st.depth = true, len(r.frames)
		}
	}
}

// failed reports whether the last of the results is an error that is not nil.
func failed(results []any) bool {
	if len(results) == 0 {
		return false
	}
	_, ok := results[len(results)-1].(*failure)
	return ok
}

func (r *run) callMethod(m *method, s *Do) []any {
	wanted := func(i int) bool { return s != nil && len(s.Dst) > i && s.Dst[i].Name != "_" }
	recv := m.recv
	if o, ok := recv.(*object); ok {
		recv = o.stream
	}
	if recv == nil {
		r.endProcess(crashes)
	}
	switch recv := recv.(type) {
	case *conn:
		if m.name == "CloseWithError" {
			r.closeConn(recv)
			return nil
		}
		return r.acquire(recv, s)
	case *stream:
		switch m.name {
		case "Close", "CancelWrite", "end":
			recv.status = done
			if wanted(0) {
				return []any{r.mayFail("close")}
			}
		case "Write":
			if wanted(1) {
				return []any{0, r.mayFail("write")}
			}
		}
	}
	return nil
}

func (r *run) acquire(c *conn, s *Do) []any {
	site := 0
	if s != nil {
		site = s.Call.Site
	}
	if r.choose(2, fmt.Sprintf("site%d", site)) == 1 {
		return []any{nil, &failure{}}
	}
	st := &stream{site: site, conn: c}
	r.streams = append(r.streams, st)
	if v := r.sites[site]; v != nil {
		v.Reached = true
	}
	return []any{st, nil}
}

// closeConn ends all streams of a connection, but for those whose acquire was
// executed again.
func (r *run) closeConn(c *conn) {
	for _, s := range r.streams {
		if s.status == owed && s.conn == c && !s.stale {
			switch {
			case s.lost && s.left:
				r.sites[s.site].Debatable = true
			case s.lost:
				r.careful[s.site] = true
			case s.left:
				r.debate(s)
			}
			s.status = done
		}
	}
}

// transfer makes somebody unseen the owner of the streams behind a value.
func (r *run) transfer(v any) {
	m := newMarks()
	m.value(v)
	for s := range m.streams {
		s.status = done
	}
}
