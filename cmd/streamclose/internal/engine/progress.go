package engine

import (
	"fmt"
	"io"
	"sync"
	"time"

	"golang.org/x/tools/go/analysis"
)

// A Progress tells on a terminal how far a run is, if it takes long. It is
// silent without a terminal. A nil Progress tells nothing.
type Progress struct {
	terminal io.Writer
	begun    time.Time

	mu          sync.Mutex
	told        time.Time // when something was last told; zero if nothing was
	ended       bool
	done, total int // packages
}

// NewProgress returns the progress of a run that begins now.
func NewProgress(terminal io.Writer) *Progress {
	return &Progress{terminal: terminal, begun: time.Now()}
}

const (
	patience = time.Second            // before anything is told
	interval = 100 * time.Millisecond // between two tellings
)

// wait tells what the run is about to do, unless it is done with it before long.
func (p *Progress) wait(what string) {
	if p == nil {
		return
	}
	time.AfterFunc(patience, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !p.ended && p.done == 0 {
			p.tell(what)
		}
	})
}

// expect sets the number of packages to come.
func (p *Progress) expect(total int) {
	if p != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.total = total
	}
}

// start tells that one more package is under way.
func (p *Progress) start(pkg string) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	if time.Since(p.begun) >= patience && time.Since(p.told) >= interval {
		p.tell(fmt.Sprintf("%d of %d packages: %.50s", p.done, p.total, pkg))
	}
}

// tell replaces what is on the line.
func (p *Progress) tell(text string) {
	p.told = time.Now()
	fmt.Fprint(p.terminal, "\r\x1b[K", text)
}

// end removes what was told.
func (p *Progress) end() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	if !p.told.IsZero() {
		fmt.Fprint(p.terminal, "\r\x1b[K")
	}
}

// watch returns a copy of a that tells its progress.
func (p *Progress) watch(a *analysis.Analyzer) *analysis.Analyzer {
	watched := *a
	watched.Run = func(pass *analysis.Pass) (any, error) {
		p.start(pass.Pkg.Path())
		return a.Run(pass)
	}
	return &watched
}
