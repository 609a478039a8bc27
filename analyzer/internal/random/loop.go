package random

// loop runs a loop until it is left, or for as many rounds as there are at most.
func (r *run) loop(fr *frame, s *Loop) signal {
	n := -1
	if s.Count {
		n = r.choose(r.count+1, "count")
	}
	r.loops = append(r.loops, s)
	sig := r.rounds(fr, s, n)
	r.loops = r.loops[:len(r.loops)-1]
	return sig
}

func (r *run) rounds(fr *frame, s *Loop, n int) signal {
	made := -1 // choices when the round before began
	for i := 0; ; i++ {
		repeats := made == len(r.options)
		made = len(r.options)
		switch {
		case i == n, s.Cond != nil && !r.cond(fr, s.Cond):
			if i > 0 {
				r.left[s] = true
			}
			return signal{}
		case i == r.iterations:
			r.cutOff(s, repeats)
		}
		sig := r.block(fr, s.Body)
		switch {
		case sig.kind == breaks && (sig.label == "" || sig.label == s.Label):
			r.left[s] = true
			return signal{}
		case sig.kind == continues && (sig.label == "" || sig.label == s.Label):
		case sig.kind != goOn:
			r.left[s] = true
			return sig
		}
	}
}

// A stay is a site whose stream is owed in a loop, or by the starter of a goroutine
// with the loop.
type stay struct {
	loop *Loop
	site int
}

// cutOff ends a run that is in a loop for long. From one that is never left it is
// debatable what was lost on the way into it. If nothing was chosen in the last round,
// the next ones are the same.
func (r *run) cutOff(s *Loop, repeats bool) {
	stays := func(site int) {
		if r.owner[site] != r.root {
			return
		}
		if v := r.sites[site]; repeats {
			v.debate(r.path())
		} else if _, known := r.stays[stay{s, site}]; !known {
			r.stays[stay{s, site}] = r.path()
		}
	}
	for _, s := range r.streams {
		if s.status == owed {
			stays(s.site)
		}
	}
	if r.started > 0 {
		for site := range r.sites {
			stays(site)
		}
	}
	panic(stop{})
}

// debateStays notes what was owed in loops that no run has left that was in them.
func (t *truth) debateStays() {
	for at, path := range t.stays {
		if !t.left[at.loop] {
			t.sites[at.site].debate(path)
		}
	}
}
