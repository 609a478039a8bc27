package report

import (
	"fmt"
	"io"
)

// plain writes a line for each finding, and one for each of its steps if asked
// to.
func plain(w io.Writer, r *Report) error {
	for _, finding := range r.Findings {
		fmt.Fprintf(w, "%s: %s\n", Place(r.Dir, finding.Pos), indented(finding.Message))
		if !r.Verbose {
			continue
		}
		for _, step := range finding.Steps {
			fmt.Fprintf(w, "\t%s: %s\n", Place(r.Dir, step.Pos), indented(step.Message))
		}
	}
	return nil
}
