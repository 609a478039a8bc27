package engine

import (
	"strings"
	"testing"
	"time"
)

func TestProgress(t *testing.T) {
	var out strings.Builder
	p := NewProgress(&out)
	p.expect(4)
	p.start("short")
	p.end()
	if out.Len() > 0 {
		t.Errorf("told at once: %q", out.String())
	}

	p.begun = p.begun.Add(-2 * patience)
	p.start("a")
	p.start("too soon after a")
	p.told = time.Now().Add(-2 * interval)
	p.start("b")
	p.end()
	want := "\r\x1b[K2 of 4 packages: a" + "\r\x1b[K4 of 4 packages: b" + "\r\x1b[K"
	if got := out.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}

	out.Reset()
	p = NewProgress(&out)
	p.wait("waiting")
	p.end()
	q := NewProgress(&out)
	q.wait("waiting")
	time.Sleep(patience * 3 / 2)
	q.end()
	if want, got := "\r\x1b[Kwaiting\r\x1b[K", out.String(); got != want {
		t.Errorf("waiting: got %q, want %q", got, want)
	}

	var none *Progress
	none.wait("nothing")
	none.expect(1)
	none.start("a")
	none.end()
}
