package quicapi

import (
	"go/types"
	"strings"
)

// closerPackages are those of the standard library that hand out files and
// connections, see [API.Closers].
var closerPackages = map[string]bool{
	"os": true, "io/fs": true, "net": true, "crypto/tls": true, "archive/zip": true, "mime/multipart": true,
}

// opensCloser reports whether a function hands out a file or connection.
func opensCloser(fn *types.Func) bool {
	res := fn.Signature().Results()
	if fn.Pkg() == nil || !closerPackages[fn.Pkg().Path()] || res.Len() != 2 || !isError(res.At(1).Type()) || !hasMethod(res.At(0).Type(), "Close", 0) {
		return false
	}
	for _, verb := range []string{"Open", "Create", "Dial", "Accept", "Listen"} {
		if strings.HasPrefix(fn.Name(), verb) {
			return true
		}
	}
	return false
}

// IsStream reports whether a type is that of a stream, or of what counts as
// one.
func (a *API) IsStream(t types.Type) bool {
	switch a.Half {
	case Receive:
		return IsReceiveHalf(t) || isReader(t)
	case Credit:
		return hasCredit(t)
	}
	return IsSendHalf(t) || a.Closers && !types.IsInterface(t) && hasMethod(t, "Close", 0)
}
