package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// keepResults leaves of the results of a func those that the code which was handed it
// passes on, by their types, as the results of the call. It reports whether the resource
// is among the others.
func (w *walker) keepResults(x *exit, instr ssa.Instruction) (resource bool) {
	passed := types.NewTuple()
	if call, ok := instr.(*ssa.Call); ok {
		passed = call.Call.Signature().Results()
	}
	own, results := x.at.Parent().Signature.Results(), x.results
	x.results = make([]value, passed.Len())
	for j, r := range results {
		last := passed.Len() - 1
		switch t := own.At(j).Type(); {
		case j <= last && types.Identical(t, passed.At(j).Type()):
			x.results[j] = r
		case last >= 0 && isErrorType(t) && isErrorType(passed.At(last).Type()):
			x.results[last] = r
		default:
			resource = resource || x.owed && w.reaches(x.state, r)
		}
	}
	return resource
}
