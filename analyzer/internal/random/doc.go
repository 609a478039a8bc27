// Package random checks the analyzer against random programs.
//
// A small language ([Program]) has the constructs that decide whether a stream
// leaks. A generator makes random programs in it ([Generate]), a printer turns
// them into Go for the analyzer ([Program.Source]), and an interpreter finds
// the truth ([Truth]): it runs every function along all its paths, taking both
// ways at whatever is unknown, and watches each stream. The interpreter knows
// nothing of SSA, of states or of joins; what counts as a leak it has from the
// contract alone. Where the two differ, a shrinker makes the program small
// ([Shrink]).
package random
