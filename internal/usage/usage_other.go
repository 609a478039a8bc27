//go:build !unix

package usage

import "time"

var begun = time.Now()

// Processor returns the time by the clock.
func Processor() time.Duration { return time.Since(begun) }

// Peak returns 0: it is not known.
func Peak() int64 { return 0 }
