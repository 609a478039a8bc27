package flow

import "go/types"

// Facts come from files, which another version may have written or something
// may have damaged.

// Fits reports whether an entry can be one of a function with the signature.
func (e Entry) Fits(sig *types.Signature) bool {
	for _, i := range e.Path {
		if i < 0 || i > maxField {
			return false
		}
	}
	return e.Param >= 0 && e.Param < operands(sig) && Fit(sig, e.Ways)
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
