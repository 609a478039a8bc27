package flow

import "golang.org/x/tools/go/ssa"

// A Trial asks what would become of the resource if it were released at
// certain points as well. Other than a plain walk, the walk of a trial goes on
// when the obligation has ended, to see what a release would meet there.
type Trial struct {
	// Acquired stands for a deferred release right behind the acquire, where
	// the resource was handed out.
	Acquired bool
	// Before are the instructions that a release comes before.
	Before map[ssa.Instruction]bool

	// Misplaced is set if a release may come where there is nothing to
	// release, where the release would be a second one, or where somebody
	// else has or gets the resource.
	Misplaced bool
	// Stopped is set if the budget ran out.
	Stopped bool
}

// Try follows the resource from a site, as [Engine.Follow] did in so many visits,
// with the releases of a trial, whose answers it sets.
func (e *Engine) Try(root *ssa.Function, site *Site, visits int, t *Trial) Result {
	w := e.walker(site, site.Type, len(root.Blocks))
	w.trial = t
	w.limit = min(trialVisitsEach*visits+minTrialVisits, maxTrialVisits)
	fr := &frame{funcInfo: e.info(root), fn: root, root: true}
	exits := w.walk(fr, &state{})
	t.Stopped = w.over
	return w.result(exits)
}

// A trial sees more than the plain walk, and is not worth any effort.
const (
	minTrialVisits  = 500
	trialVisitsEach = 4
	maxTrialVisits  = 4_000
)

// The stages of an obligation in a trial.
type stage uint8

const (
	untouched stage = iota
	shared          // a goroutine that has ended without a release had it, too
	ended           // met, passed on, or never there
	tried           // ended by a release of the trial
)

// over reports whether nothing is owed any more as far as a trial goes.
func (s stage) over() bool { return s >= ended }

// fulfill ends a path on which the obligation is met or passed on. In a trial
// the path goes on.
func (w *walker) fulfill(c cursor) []cursor {
	w.ended = true
	if w.trial == nil {
		return nil
	}
	if c.stage == tried {
		w.trial.Misplaced = true
	} else {
		c.stage = ended
	}
	return []cursor{c}
}

// try makes a release of the trial.
func (w *walker) try(c cursor) {
	if !c.owed || c.stale {
		return
	}
	if c.stage != untouched || c.parked > 0 {
		w.trial.Misplaced = true
	}
	c.stage = tried
}

// giveAway notes that somebody else gets the resource.
func (w *walker) giveAway(c cursor) {
	if w.trial != nil && c.owed && c.stage == tried {
		w.trial.Misplaced = true
	}
}

// share notes that the starter of a goroutine still holds what that had.
func (w *walker) share(c cursor) {
	if w.trial != nil && c.owed && c.stage == untouched {
		c.stage = shared
	}
}
