package outcome

import (
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/flow"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// Try returns which leaks a verdict would have with the releases of a trial.
// It must not be called for a verdict without a call that could be followed, nor, if
// the findings are those of [Judge], for a stream that does not leak.
func (f *Findings) Try(v *Verdict, t *flow.Trial) []flow.Leak {
	if quicapi.IsUnidirectional(v.site.Type) {
		t.Brief = false // a leak may be none after all, see settle
	}
	tried := &Verdict{Call: v.Call, Name: v.Name, InLoop: v.InLoop, root: v.root, site: v.site}
	tried.Result = f.judge.engine.Try(v.root, v.site, v.Work, t)
	f.judge.settle(tried)
	return tried.Leaks
}

// Callers returns the calls of a function in the package.
func (f *Findings) Callers(fn *ssa.Function) []ssa.CallInstruction { return f.judge.callersOf(fn) }

// Followed reports whether the paths from the acquire were followed at all.
func (v *Verdict) Followed() bool { return v.root != nil }
