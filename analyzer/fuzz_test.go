package analyzer_test

import (
	"testing"
)

// FuzzSource analyzes any source that type-checks.
func FuzzSource(f *testing.F) {
	b := newBench(f)
	for _, src := range b.seeds(f) {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > maxSource {
			t.Skip("too long")
		}
		pkg, err := b.check(src)
		if err != nil {
			t.Skip("no valid Go")
		}
		b.analyze(t, pkg, src)
	})
}

// FuzzSplice analyzes programs that are put together from others, and expects
// the same answer when asked again.
func FuzzSplice(f *testing.F) {
	b := newBench(f)
	seeds := b.seeds(f)
	for i := range seeds {
		f.Add([]byte{byte(i), 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9})
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		src := (&splicer{b, seeds, choices}).program()
		var answers [2]string
		for i := range answers {
			pkg, err := b.check(src)
			if err != nil {
				t.Fatalf("%v\n%s", err, src)
			}
			answers[i] = b.analyze(t, pkg, src)
		}
		if answers[0] != answers[1] {
			t.Errorf("first:\n%ssecond:\n%s%s", answers[0], answers[1], src)
		}
	})
}
