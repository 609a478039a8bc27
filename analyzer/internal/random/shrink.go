package random

// Shrink makes a program small: it takes away whatever can go while still
// holds. It changes the program in place.
func Shrink(p *Program, still func(*Program) bool) {
	for again := true; again; {
		again = false
		for _, change := range []func(*Program, func(*Program) bool) bool{
			dropFuncs, dropStmts, unwrapStmts, simplifyConds, dropResults,
		} {
			for change(p, still) {
				again = true
			}
		}
	}
}

// dropFuncs removes one function.
func dropFuncs(p *Program, still func(*Program) bool) bool {
	all := p.Funcs
	for i := range all {
		p.Funcs = without(all, i, i+1)
		if still(p) {
			return true
		}
	}
	p.Funcs = all
	return false
}

// without returns a copy of a list that lacks the elements from i up to j.
func without[T any](list []T, i, j int) []T {
	return append(append([]T(nil), list[:i]...), list[j:]...)
}

// lists returns all lists of statements in a program.
func (p *Program) lists() []*[]Stmt {
	var found []*[]Stmt
	for _, f := range p.Funcs {
		found = append(found, &f.Body)
		visit(f.Body, func(s Stmt) { found = append(found, s.blocks()...) })
	}
	return found
}

// dropStmts removes one or two statements.
func dropStmts(p *Program, still func(*Program) bool) bool {
	for n := 2; n > 0; n-- {
		for _, list := range p.lists() {
			all := *list
			for i := 0; i+n <= len(all); i++ {
				*list = without(all, i, i+n)
				if still(p) {
					return true
				}
			}
			*list = all
		}
	}
	return false
}

// unwrapStmts replaces one statement by the statements inside it.
func unwrapStmts(p *Program, still func(*Program) bool) bool {
	for _, list := range p.lists() {
		all := *list
		for i, s := range all {
			for _, b := range s.blocks() {
				if len(*b) == 0 {
					continue
				}
				*list = append(append(append([]Stmt(nil), all[:i]...), *b...), all[i+1:]...)
				if still(p) {
					return true
				}
			}
		}
		*list = all
	}
	return false
}

// simplifyConds replaces one condition by a part of it.
func simplifyConds(p *Program, still func(*Program) bool) bool {
	try := func(c **Cond) bool {
		old := *c
		if old == nil || old.Op != And && old.Op != Or {
			return false
		}
		for _, part := range []*Cond{old.X, old.Y} {
			*c = part
			if still(p) {
				return true
			}
		}
		*c = old
		return false
	}
	for _, list := range p.lists() {
		for _, s := range *list {
			switch s := s.(type) {
			case *If:
				if try(&s.Cond) {
					return true
				}
			case *Loop:
				if try(&s.Cond) {
					return true
				}
			}
		}
	}
	return false
}

// dropResults removes the variables that one call assigns to, or makes a
// returned value nil.
func dropResults(p *Program, still func(*Program) bool) bool {
	for _, list := range p.lists() {
		for _, s := range *list {
			switch s := s.(type) {
			case *Do:
				if all := s.Dst; len(all) > 0 && s.Call.Site == 0 {
					s.Dst = nil
					if still(p) {
						return true
					}
					s.Dst = all
				}
			case *Return:
				for i, v := range s.Values {
					if v.Kind == Nil {
						continue
					}
					s.Values[i] = Value{}
					if still(p) {
						return true
					}
					s.Values[i] = v
				}
			}
		}
	}
	return false
}
