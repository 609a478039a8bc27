// Package newer is written for a Go that nobody has.
package newer
