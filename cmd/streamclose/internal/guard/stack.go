package guard

import (
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"strings"
)

// panicked names the function that panicked and its place. It must be called
// by a deferred function. The whole stack is left out: it holds addresses, so
// that no two runs would print the same.
func panicked() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	unwinding := false // below the panic: above it are only deferred functions
	for {
		frame, more := frames.Next()
		switch inRuntime := strings.HasPrefix(frame.Function, "runtime."); {
		case inRuntime:
			unwinding = true
		case unwinding:
			return fmt.Sprintf("%s at %s:%d", path.Base(frame.Function), filepath.Base(frame.File), frame.Line)
		}
		if !more {
			return "unknown function"
		}
	}
}
