package owner

import (
	"go/types"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// leadsToStream reports whether a stream may be reached through a value of the
// type.
func (x *Index) leadsToStream(t types.Type) bool {
	leads, ok := x.leads[t]
	if !ok {
		leads = reachesStream(t, make(map[types.Type]bool))
		x.leads[t] = leads
	}
	return leads
}

func reachesStream(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Kind() == types.UnsafePointer
	case *types.Interface:
		return !borrows(t)
	case *types.Pointer:
		return quicapi.CanRelease(t) || reachesStream(u.Elem(), seen)
	case *types.Map:
		return reachesStream(u.Key(), seen) || reachesStream(u.Elem(), seen)
	case interface{ Elem() types.Type }: // slice, array, channel
		return reachesStream(u.Elem(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if reachesStream(f.Type(), seen) {
				return true
			}
		}
		return false
	}
	return true
}
