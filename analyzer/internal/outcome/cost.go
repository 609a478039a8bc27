package outcome

// Steps returns how many instructions states were taken through by the engine:
// the cost of the findings, whatever the machine.
func (f *Findings) Steps() int { return f.judge.engine.Steps }
