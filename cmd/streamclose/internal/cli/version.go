package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version names the release, and the Go it was built with: that is the newest
// Go the command understands.
func version() string {
	return fmt.Sprintf("streamclose %s, built with %s", release(), runtime.Version())
}

func release() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(unknown version)"
}
