package analyzer_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/streamclose/streamclose/analyzer"
)

// Where a read may have failed for a deadline, nothing is proven before the error is
// looked at. TestReceive goes by the findings; of the other acquires the verdict is
// in a comment on the line.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	for _, a := range acquiresOf(t, analyzer.NewReceiving(t), filepath.Join(structs, receive, "deadlines", "deadlines.go")) {
		if a.Half != analyzer.Receive {
			continue
		}
		_, want, _ := strings.Cut(a.line, " // ")
		if strings.HasPrefix(want, "want") {
			want = analyzer.Leak
		}
		if a.Verdict != want || want == analyzer.Trusted && !strings.Contains("deadline channel", a.Reason) {
			t.Errorf("%s: %s (%s), want %s", a.line, a.Verdict, a.Reason, want)
		}
		seen[a.Verdict] = true
	}
	if len(seen) != 3 {
		t.Errorf("only %v", seen)
	}
}
