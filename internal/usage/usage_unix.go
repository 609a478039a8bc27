//go:build unix

package usage

import (
	"runtime"
	"syscall"
	"time"
)

// Processor returns the time of the processor.
func Processor() time.Duration {
	usage := get()
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// Peak returns the most memory that the process has had, in MB.
func Peak() int64 {
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return int64(get().Maxrss) >> 20
	}
	return int64(get().Maxrss) >> 10
}

func get() syscall.Rusage {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return syscall.Rusage{}
	}
	return usage
}
