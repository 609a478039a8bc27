package flow

import (
	"go/types"
	"slices"
)

// Facts come from files, which another version may have written or something
// may have damaged.

// Fits reports whether an entry can be one of a function with the signature.
func (e Entry) Fits(sig *types.Signature) bool {
	return FitPath(e.Path) && e.Param >= 0 && e.Param < operands(sig) && Fit(sig, e.Ways)
}

// FitPath reports whether a path can be one of fields.
func FitPath(path []int) bool {
	return !slices.ContainsFunc(path, func(i int) bool { return i < 0 || i > maxField })
}

// maxField is more than the index of any field.
const maxField = 1 << 20

// Fit reports whether all the ways can be those of a function with the
// signature.
func Fit(sig *types.Signature, ways []Way) bool {
	for _, y := range ways {
		if len(y.Results) != sig.Results().Len() || y.Parent < 0 || y.Parent > operands(sig) {
			return false
		}
		if slices.ContainsFunc(y.Given, func(g Given) bool { return !g.fits(sig) }) {
			return false
		}
		for _, r := range y.Results {
			if r < 0 || r >= fromParam+ResultOf(operands(sig)) {
				return false
			}
		}
	}
	return true
}

// operands counts the parameters, the receiver included.
func operands(sig *types.Signature) int {
	n := sig.Params().Len()
	if sig.Recv() != nil {
		n++
	}
	return n
}
