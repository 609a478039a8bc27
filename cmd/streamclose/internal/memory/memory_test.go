package memory

import "testing"

func TestPercent(t *testing.T) {
	const mb = 1 << 20
	for _, test := range []struct {
		live uint64
		want int
	}{
		{0, 9900},        // 4 MB count as live, and 400 MB are allowed
		{100 * mb, 300},  // up to 400 MB
		{199 * mb, 101},  // up to 400 MB
		{200 * mb, 100},  // as by default
		{1000 * mb, 100}, // as by default
	} {
		if got := percent(400*mb, test.live); got != test.want {
			t.Errorf("%d MB live: %d %%, want %d %%", test.live/mb, got, test.want)
		}
	}
}
