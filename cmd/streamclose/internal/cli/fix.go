package cli

import (
	"bytes"
	"fmt"
	"io"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/apply"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/engine"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/source"
)

// diff prints what the fixes of the findings change.
func (r *run) diff(w io.Writer) (result *engine.Result, something bool, err error) {
	sums := make(source.Sums)
	result, _, err = r.examine(sums, r.stderr)
	if err != nil {
		return nil, false, err
	}
	plan, err := apply.New(r.opts.dir, result.Findings, sums)
	if err != nil {
		return nil, false, err
	}
	r.left(plan)
	_, err = io.WriteString(w, plan.Diff())
	return result, plan.Fixed > 0, err
}

// fix applies the fixes of the findings. Where that changes anything, the
// result is of another analysis: lines have moved.
func (r *run) fix() (*engine.Result, *source.Files, error) {
	sums := make(source.Sums)
	var said bytes.Buffer
	result, files, err := r.examine(sums, &said)
	if err != nil {
		return nil, nil, err
	}
	plan, err := apply.New(r.opts.dir, result.Findings, sums)
	if err == nil {
		err = plan.Write()
	}
	if err != nil || plan.Fixed == 0 {
		fmt.Fprint(r.stderr, said.String())
		return result, files, err
	}
	fmt.Fprintf(r.stderr, "streamclose: fixes of findings applied: %d, files changed: %d\n", plan.Fixed, plan.Files())
	r.left(plan)
	return r.examine(nil, r.stderr)
}

// left names the findings whose fixes have to wait.
func (r *run) left(plan *apply.Plan) {
	for _, place := range plan.Left {
		fmt.Fprintf(r.stderr, "streamclose: %s: this fix meets another one: run -fix again\n", place)
	}
}
