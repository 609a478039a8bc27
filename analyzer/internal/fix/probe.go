package fix

import "golang.org/x/tools/go/ssa"

// probe looks for the fixes that were not found so far in a package that closes
// the streams wherever they may be closed.
func (f *Fixer) probe(attempts []*attempt) {
	var open []*attempt
	var pieces []*piece
	for _, a := range attempts {
		if a.found == nil && f.Judge != nil {
			a.marks = a.places()
			open = append(open, a)
			for _, m := range a.marks {
				pieces = append(pieces, m.piece)
			}
		}
	}
	if len(pieces) == 0 {
		return
	}
	c := f.change(pieces)
	if c == nil {
		return
	}
	off := make(map[ssa.Instruction]bool)
	for _, a := range open {
		for _, m := range a.marks {
			if m.instr = c.calls[m.piece.at+m.lparen]; m.instr != nil {
				off[m.instr] = false
			}
		}
	}
	for _, a := range open {
		if v := c.verdict(a.v); v != nil {
			a.choose(&trials{c.found, v, off})
		}
	}
}

// confirm drops the fixes of the attempts, found without a trial on the package
// as it is, with which a package would not compile or still have the finding.
// If it would have another one, it looks at each half of the attempts.
func (f *Fixer) confirm(attempts []*attempt) {
	if len(attempts) == 0 {
		return
	}
	var pieces []*piece
	for _, a := range attempts {
		for _, e := range a.found.edits {
			pieces = append(pieces, &piece{TextEdit: e})
		}
	}
	c := f.change(pieces)
	switch {
	case c != nil && !c.worse(f.Found):
		for _, a := range attempts {
			if v := c.verdict(a.v); v == nil || len(v.Leaks) > 0 {
				a.found = nil
			}
		}
	case len(attempts) == 1:
		attempts[0].found = nil
	default:
		half := len(attempts) / 2
		f.confirm(attempts[:half])
		f.confirm(attempts[half:])
	}
}
