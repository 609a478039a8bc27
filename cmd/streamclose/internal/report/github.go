package report

import (
	"fmt"
	"io"
	"strings"
)

// github writes a workflow command for each finding, which makes it an
// annotation of the changed file. The steps follow the message, one a line.
func github(w io.Writer, r *Report) error {
	value := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, finding := range r.Findings {
		at := r.region(finding.Pos, finding.End)
		properties := []string{
			"file=" + property.Replace(Slashed(r.Root, finding.Pos.Filename)),
			fmt.Sprintf("line=%d", at.StartLine),
		}
		switch {
		case at.EndLine > at.StartLine: // columns of different lines are refused
			properties = append(properties, fmt.Sprintf("endLine=%d", at.EndLine))
		case at.EndColumn > 0:
			properties = append(properties, fmt.Sprintf("col=%d,endColumn=%d", at.StartColumn, at.EndColumn))
		}
		properties = append(properties, "title="+property.Replace("streamclose "+finding.Category))
		lines := []string{finding.Message}
		for _, step := range finding.Steps {
			lines = append(lines, fmt.Sprintf("%s:%d: %s", Slashed(r.Root, step.Pos.Filename), step.Pos.Line, step.Message))
		}
		if _, err := fmt.Fprintf(w, "::error %s::%s\n", strings.Join(properties, ","), value.Replace(strings.Join(lines, "\n"))); err != nil {
			return err
		}
	}
	return nil
}
