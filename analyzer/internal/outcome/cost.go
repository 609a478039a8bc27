package outcome

// Steps returns how many instructions states were taken through by the engine:
// the cost of the findings, whatever the machine.
func (f *Findings) Steps() int { return f.judge.engine.Steps }

// Work returns what it cost to follow the paths from each function.
func (f *Findings) Work() map[string]int {
	work := make(map[string]int)
	for fn, n := range f.judge.engine.Spent {
		work[fn.String()] += n
	}
	return work
}
