package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version names the release, and the Go it was built with: that is the newest
// Go the command understands.
func version() string {
	release := "(unknown version)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		release = info.Main.Version
	}
	return fmt.Sprintf("streamclose %s, built with %s", release, runtime.Version())
}
