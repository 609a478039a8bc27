// Package harvested shows the shapes over which users of other closers
// complained: false alarms first (clean.go), then missed leaks (leaks.go),
// then what made tools crash or go silent (robust.go).
package harvested
