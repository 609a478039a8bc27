package flow

import "golang.org/x/tools/go/ssa"

// A Trial asks what would become of the resource if it were released at
// certain points as well. Other than a plain walk, the walk of a trial goes on
// when the obligation has ended, to see what a release would meet there.
type Trial struct {
	// Acquired stands for a deferred release behind the acquire, where the
	// resource was handed out without an error.
	Acquired bool
	// Before are the instructions that a release comes before.
	Before map[ssa.Instruction]bool
	// Calls are calls that the program has for the sake of the trial. Those
	// that are true release the resource, for which it is not used again; the
	// others are not there.
	Calls map[ssa.Instruction]bool
	// Without are deferred calls that are not there.
	Without map[ssa.Instruction]bool
	// Again is set if a release of the trial may come before or after one
	// that permits others.
	Again bool
	// Brief ends the trial with the first leak for which no caller can make up:
	// whether a release is misplaced is not known then.
	Brief bool

	// Misplaced is set if a release may come where there is nothing to
	// release, where the release would be a second one, or where somebody
	// else has, gets or uses the resource. That ends the trial.
	Misplaced bool
	// Stopped is set if the trial ended before all paths were walked.
	Stopped bool

	failed bool // it was brief, and ended with a leak
}

// over reports whether the trial has its answer.
func (t *Trial) over() bool { return t != nil && (t.Misplaced || t.failed) }

// Try follows the resource from a site, as [Engine.Follow] did for so much work,
// with the releases of a trial, whose answers it sets.
func (e *Engine) Try(root *ssa.Function, site *Site, work int, t *Trial) Result {
	w := e.walker(root, site, site.Type)
	w.trial = t
	w.limit = min(w.limit, trialWorkEach*work+minTrialWork, maxTrialWork)
	exits := w.run(&state{})
	t.Stopped = w.over && !t.failed
	return w.result(exits)
}

// A trial sees more than the plain walk, and is not worth any effort.
const (
	minTrialWork  = 50_000
	trialWorkEach = 4
	maxTrialWork  = 1_000_000
)

// The stages of an obligation in a trial.
type stage uint8

const (
	untouched stage = iota
	shared          // a goroutine that has ended without a release had it, too
	ended           // met, passed on, or never there
	closed          // ended by a release that permits others
	tried           // ended by a release of the trial
	called          // ended by a call of the trial
)

// over reports whether nothing is owed any more as far as a trial goes.
func (s stage) over() bool { return s >= ended }

// fulfill ends a path on which the obligation is met or passed on. In a trial
// the path goes on.
func (w *walker) fulfill(c cursor) []cursor {
	w.effects.ended = true
	w.noteEnd()
	w.rescued = w.rescued || c.dropped > 0
	if w.trial == nil {
		return nil
	}
	if c.stage >= tried {
		w.trial.Misplaced = true
	} else {
		c.stage = ended
	}
	return []cursor{c}
}

// release ends a path on which the obligation is met by a release of the
// resource.
func (w *walker) release(c cursor, e Effect) []cursor {
	if w.trial == nil || !w.trial.Again || !e.Again {
		return w.fulfill(c)
	}
	if c.stage < closed {
		c.stage = closed
	}
	return []cursor{c}
}

// try makes a release of the trial.
func (w *walker) try(c cursor) {
	if !c.owed || c.stale {
		return
	}
	if c.stage != untouched && c.stage != closed || c.parked > 0 {
		w.trial.Misplaced = true
	}
	c.stage = tried
}

// pretend makes a call of the trial, which perform would make, of a method of
// the given value.
func (w *walker) pretend(c cursor, receiver value, perform func() []cursor) []cursor {
	switch {
	case !c.owed || c.stale:
		// What is released there is the resource of another execution of the
		// acquire. For that one the trial is made as well.
		if w.truth(c.state, receiver) != vNonNil && w.unbox(receiver) != vResource {
			w.trial.Misplaced = true
		}
		return []cursor{c}
	case c.stage != untouched || c.parked > 0 || !w.reaches(c.state, receiver):
		w.trial.Misplaced = true
		return []cursor{c}
	}
	out := perform()
	for _, d := range out {
		if d.stage == ended || d.stage == closed {
			d.stage = called
		}
	}
	if len(out) == 0 {
		w.trial.Misplaced = true // it ends more than the resource
	}
	return out
}

// use notes that a call uses the resource. What is read from it, or known of
// it, is there after its release, too.
func (w *walker) use(c cursor, common *ssa.CallCommon, to callee) {
	if w.trial == nil || !c.owed || c.stage != called {
		return
	}
	effect := w.model.Effect(common)
	if common.Signature().Recv() != nil && effect.Writes == 0 && len(to.args) > 0 && w.unbox(to.args[0]) == vResource {
		to.args = to.args[1:]
	}
	if w.hasResource(c.state, to) {
		w.trial.Misplaced = true
	}
}

// keep notes that something else than what the acquire is about to redefine
// still leads to the resource when it is executed again.
func (w *walker) keep(fr *frame, c cursor, acquire *ssa.Call) {
	if w.trial == nil || c.stage != called {
		return
	}
	at := fr.position(acquire)
	live := w.liveAt(fr, acquire.Block(), at+1)
	if w.held(c.state, func(a value) bool {
		def, ok := w.shapes[a].of.(ssa.Instruction)
		redefined := ok && w.kind(a) == register && def.Block() == acquire.Block() && fr.position(def) > at
		return !redefined && live(a)
	}) {
		w.trial.Misplaced = true
	}
}

// stepTrial executes an instruction as step does, unless it is of the trial.
func (w *walker) stepTrial(fr *frame, c cursor, instr ssa.Instruction) []cursor {
	if w.trial == nil {
		return w.step(fr, c, instr)
	}
	active, ours := w.trial.Calls[instr]
	if w.trial.Without[instr] || ours && !active {
		return []cursor{c}
	}
	perform := func() []cursor { return w.step(fr, c, instr) }
	call, ok := instr.(ssa.CallInstruction)
	if !ours || !ok {
		return perform()
	}
	_, deferred := instr.(*ssa.Defer)
	receiver, args := w.operands(c.state, call.Common())
	if len(args) > 0 {
		receiver = args[0]
	}
	if deferred && (!c.owed || c.stale || w.unbox(receiver) != vResource) {
		return perform() // the call is made, and looked at, when the function ends
	}
	out := w.pretend(c, receiver, perform)
	for _, d := range out {
		if deferred && d.stage == called {
			d.stage = tried // it may be used until then
		}
	}
	return out
}

// giveAway notes that somebody else gets the resource.
func (w *walker) giveAway(c cursor) {
	if w.trial != nil && c.owed && c.stage >= tried {
		w.trial.Misplaced = true
	}
}

// share notes that the starter of a goroutine still holds what that had.
func (w *walker) share(c cursor) {
	if w.trial != nil && c.owed && c.stage == untouched {
		c.stage = shared
	}
}
