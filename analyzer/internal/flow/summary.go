package flow

import "golang.org/x/tools/go/ssa"

// A summary is what is known of a function entered in one state.
type summary struct {
	exits     []exit
	effects   effects
	active    bool // being walked now
	recursive bool // was asked for while active
}

// entries are the states with one obligation key in which a function was
// entered. As at a block, some are kept apart and the others are joined, so that
// the number of walks of a function does not multiply along a chain of calls.
type entries struct {
	apart  int
	joined *state // or nil
}

// An entryKey is a function and a state in which it is entered, or that of the
// obligation then.
type entryKey struct {
	fn    *ssa.Function
	entry string
}

// made is a summary among those of a walker.
type made struct {
	key   entryKey
	apart *entries // that count it, or nil
}

// call returns the ways in which a function returns that is entered in a state.
func (w *walker) call(fn *ssa.Function, entry *state) []exit {
	key := entryKey{fn, entry.key()}
	s := w.memo[key]
	var apart *entries
	if s == nil {
		group := w.entriesOf(fn, entry)
		if group.apart < maxEntries {
			group.apart++
			apart = group
		} else {
			entry = group.join(w, entry)
			key.entry = entry.key()
			s = w.memo[key]
		}
	}
	if s != nil {
		s.recursive = s.recursive || s.active
		w.partial = w.partial || s.active
		w.effects.add(s.effects)
		return s.exits
	}
	s = &summary{active: true}
	w.memo[key] = s
	w.made = append(w.made, made{key, apart})
	first := len(w.made)
	before := w.effects
	w.effects = effects{}
	w.frames++
	for range maxFrames {
		known := len(s.exits)
		s.recursive = false
		s.exits = w.walk(&frame{funcInfo: w.info(fn), fn: fn, owedBefore: entry.owed}, entry.clone())
		if !s.recursive || len(s.exits) == known {
			break
		}
		w.forgetSummaries(first) // they were computed with too few exits
	}
	w.frames--
	s.active, s.effects = false, w.effects
	w.effects.add(before)
	return s.exits
}

func (w *walker) entriesOf(fn *ssa.Function, entry *state) *entries {
	key := entryKey{fn, w.obligationKey(entry)}
	group := w.entered[key]
	if group == nil {
		group = &entries{}
		w.entered[key] = group
	}
	return group
}

// join returns the state that stands for all entries that are not kept apart.
func (e *entries) join(w *walker, entry *state) *state {
	if e.joined != nil {
		entry = w.join(e.joined, entry)
	}
	e.joined = entry
	return entry
}

// forgetSummaries forgets the summaries from the given one on.
func (w *walker) forgetSummaries(from int) {
	for _, m := range w.made[from:] {
		delete(w.memo, m.key)
		if m.apart != nil {
			m.apart.apart--
		}
	}
	w.made = w.made[:from]
}
