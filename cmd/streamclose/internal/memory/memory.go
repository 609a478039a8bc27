// Package memory has the garbage collector wait while there is little to collect.
package memory

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// Allow lets the heap grow to the given number of bytes before anything is
// collected, and from then on by as much again as is in use, as by default. What
// is in use grows slowly, so that to collect earlier is to look at the same again
// and again. A value of GOGC in the environment goes before.
func Allow(bytes uint64) {
	if os.Getenv("GOGC") == "" {
		adjust(bytes)
	}
}

// adjust sets the percentage for what is in use now, and is called again when the
// collector has found out what is in use next time.
func adjust(bytes uint64) {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	debug.SetGCPercent(percent(bytes, sample[0].Value.Uint64()))
	runtime.SetFinalizer(new(token), func(*token) { adjust(bytes) })
}

// A token is collected at the next opportunity. It has a pointer, since small
// objects without are not by themselves.
type token struct{ _ *token }

// percent is by how much the heap may grow over what is live.
func percent(bytes, live uint64) int {
	const usual, most = 100, 10_000
	live = max(live, 4<<20) // as the runtime has it
	if live*(1+usual/100) >= bytes {
		return usual
	}
	return min(int((bytes-live)*100/live), most)
}
