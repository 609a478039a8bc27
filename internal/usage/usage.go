// Package usage tells what the process has taken until now, for tests that measure.
package usage
