//go:build never

// Package excluded has no file that the build constraints leave over.
package excluded
