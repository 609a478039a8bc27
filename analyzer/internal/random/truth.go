package random

import (
	"fmt"
	"slices"
	"strings"
)

// A Verdict is the truth about one site.
type Verdict struct {
	Reached bool
	Leak    bool
	// Debatable is set if there is a path on which the contract can be read
	// either way, see [run.debate].
	Debatable bool
	Path      string // that leaks, or is debatable
}

// bounds are those of the paths that are run.
type bounds struct {
	iterations int // of one loop; longer runs are dropped
	count      int // that the unknown number of a counting loop is at most
	runs       int // of one function; a program with more is not used
}

// usual are the bounds within which nearly all leaks show.
var usual = bounds{iterations: 3, count: 2, runs: 6_000}

// Truth finds out for each site whether the stream leaks on some path within bounds.
// It returns ok false for a program with too many paths.
func Truth(p *Program, within bounds) (_ map[int]*Verdict, ok bool) {
	t := &truth{
		bounds: within, prog: p, owner: make(map[int]*Func), called: make(map[*Func]bool),
		sites: make(map[int]*Verdict), open: make(map[int]string),
		careless: make(map[int]bool), careful: make(map[int]bool),
		left: make(map[*Loop]bool), stays: make(map[stay]string),
	}
	for _, f := range p.Funcs {
		visit(f.Body, func(s Stmt) {
			if d, ok := s.(*Do); ok {
				if d.Call.Site > 0 {
					t.owner[d.Call.Site] = f
					t.sites[d.Call.Site] = &Verdict{}
				}
				if g := p.Func(d.Call.Name); g != nil && d.Call.Recv == "" {
					t.called[g] = true
				}
			}
		})
	}
	for _, f := range p.Funcs {
		if !t.allPaths(f) {
			return nil, false
		}
	}
	t.debateStays()
	// A function may leave it to its callers to close the connection.
	for site, path := range t.open {
		v := t.sites[site]
		switch {
		case t.careless[site]:
			if !v.Leak {
				v.Leak, v.Path = true, path
			}
		case v.Leak || v.Debatable || !t.careful[site]:
			// They close it whether there is an error or not; or none of
			// them can be reached.
			v.Leak, v.Debatable, v.Path = false, true, path
		}
	}
	return t.sites, true
}

type truth struct {
	bounds
	prog   *Program
	owner  map[int]*Func  // the function that a site is in
	called map[*Func]bool // in view
	sites  map[int]*Verdict
	// open are the sites of streams that are still owed when their function
	// returns, possibly with an error, each with such a path; careful those
	// of them after which some caller closes the connection, careless those
	// after which one does not.
	open              map[int]string
	careful, careless map[int]bool
	// left are the loops that some run has left in which it was, and stays are those
	// that a run was in for long, each with such a path.
	left  map[*Loop]bool
	stays map[stay]string
}

// allPaths runs a function along all its paths.
func (t *truth) allPaths(f *Func) bool {
	var choices []int
	for range t.runs {
		r := &run{truth: t, root: f, choices: choices}
		r.whole()
		choices = r.nextChoices()
		if choices == nil {
			return true
		}
	}
	return false
}

// A run is one execution of one function, its root. Whatever is unknown is a
// choice; the first choices repeat those of an earlier run.
type run struct {
	*truth
	root    *Func
	choices []int
	options []int // of each choice made
	log     []string
	streams []*stream
	frames  []*frame
	loops   []*Loop // that were entered and not left
	steps   int
	started int   // number of goroutines that run
	calling []int // the sites whose calls have not returned
}

// choose returns a number below n.
func (r *run) choose(n int, what string) int {
	i := len(r.options)
	r.options = append(r.options, n)
	if i == len(r.choices) {
		r.choices = append(r.choices, 0)
	}
	c := r.choices[i]
	r.log = append(r.log, fmt.Sprintf("%s=%d", what, c))
	return c
}

// nextChoices returns the choices of the next run, or nil after the last.
func (r *run) nextChoices() []int {
	for i := len(r.options) - 1; i >= 0; i-- {
		if r.choices[i]+1 < r.options[i] {
			return append(append([]int(nil), r.choices[:i]...), r.choices[i]+1)
		}
	}
	return nil
}

// stop is the panic value that ends a run early.
type stop struct{}

// whole runs the root from its entry to its end.
func (r *run) whole() {
	defer func() {
		if cause := recover(); cause != nil && cause != (stop{}) {
			panic(cause)
		}
	}()
	args := make([]any, len(r.root.Params))
	for i, p := range r.root.Params {
		args[i] = r.unknown(p)
	}
	results := r.callFunc(r.root, args)
	kept := newMarks()
	kept.values(results)
	for _, s := range r.streams {
		switch {
		case s.status != owed || kept.streams[s]:
		case s.lost:
			r.careless[s.site] = true
		case r.judged(s):
			r.leak(s, failed(results))
		}
	}
}

// judged reports whether the root is to blame for a stream.
func (r *run) judged(s *stream) bool { return r.owner[s.site] == r.root }

// leak notes that a stream is never closed on this path. If the root returns
// an error its callers may still close the connection, and decide.
func (r *run) leak(s *stream, failed bool) {
	s.status = done
	if !s.stale && r.called[r.root] {
		r.open[s.site] = r.path()
		if failed {
			if s.left {
				r.debate(s)
			}
			return
		}
	}
	if v := r.sites[s.site]; !v.Leak {
		v.Leak, v.Path = true, r.path()
	}
}

// debate notes that the contract can be read either way: on this path a stream
// was out of reach or acquired again, or left owed by a goroutine, or a nil
// stream was used, before the process or the connection ended; or a goroutine
// ended the process.
func (r *run) debate(s *stream) {
	if r.judged(s) {
		r.sites[s.site].debate(r.path())
	}
}

func (v *Verdict) debate(path string) {
	if !v.Debatable {
		v.Debatable = true
		if !v.Leak {
			v.Path = path
		}
	}
}

// debateRest notes that a goroutine does not come to an end, or ends the process,
// which may be before or after all that its starter still does.
func (r *run) debateRest() {
	if r.started == 0 {
		return
	}
	for site, v := range r.sites {
		if r.owner[site] == r.root {
			v.Debatable = true
		}
	}
}

func (r *run) path() string { return strings.Join(r.log, " ") }

// An end is a way in which the process ends.
type end int

const (
	exits end = iota
	panics
	crashes
)

// endProcess ends the run with the process.
func (r *run) endProcess(how end) {
	for _, s := range r.loops {
		r.left[s] = true
	}
	for _, s := range r.streams {
		switch {
		case s.status != owed:
		case s.lost:
			r.leaveLost(s, how)
		case s.stale || s.left || how == crashes || r.started > 0:
			r.debate(s)
		}
	}
	if how == crashes {
		for _, site := range r.calling {
			r.sites[site].Debatable = true
		}
	}
	r.debateRest()
	panic(stop{})
}

// leaveLost notes that the process ends while a stream is open that a function has left
// to its callers. The end is no answer of the one that brings it about, but for what is
// deferred when it panics; what others do that a caller calls can be read either way.
func (r *run) leaveLost(s *stream, how end) {
	deferred := r.frames[len(r.frames)-1].defers
	isLiteral := func(p pending) bool { _, ok := p.to.(*closure); return ok }
	switch {
	case how == crashes || r.started > 0 || len(r.frames) > s.depth:
		r.sites[s.site].Debatable = true
	case how == panics && slices.ContainsFunc(deferred, func(p pending) bool { return p.closes(s.conn) }):
		r.careful[s.site] = true
	case how == panics && slices.ContainsFunc(deferred, isLiteral):
		r.sites[s.site].Debatable = true
	default:
		r.careless[s.site] = true
	}
}
