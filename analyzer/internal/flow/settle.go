package flow

import "golang.org/x/tools/go/ssa"

// Tell follows the resource as [Engine.Follow] does, but keeps in mind to the end
// what the path tells of the parameters, which takes longer: a caller that does not
// pass such has nothing to do with the path. It returns the leaks that callers may
// settle, or nothing if the budget ran out.
func (e *Engine) Tell(root *ssa.Function, site *Site) []Leak {
	w := e.walker(root, site, site.Type)
	w.tells = true
	var leaks []Leak
	for _, l := range w.result(w.run(&state{})).Leaks {
		if l.Unsettled != nil && !w.over {
			leaks = append(leaks, l)
		}
	}
	return leaks
}
