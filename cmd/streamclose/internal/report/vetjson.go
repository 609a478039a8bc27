package report

import "io"

// The shape is that of go vet -json: package path, analyzer, diagnostics.
type (
	vetFinding struct {
		Category string    `json:"category,omitempty"`
		Posn     string    `json:"posn"`
		End      string    `json:"end"`
		Message  string    `json:"message"`
		Fixes    []vetFix  `json:"suggested_fixes,omitempty"`
		Related  []vetStep `json:"related,omitempty"`
	}
	vetFix struct {
		Message string    `json:"message"`
		Edits   []vetEdit `json:"edits"`
	}
	vetEdit struct {
		Filename string `json:"filename"`
		Start    int    `json:"start"`
		End      int    `json:"end"`
		New      string `json:"new"`
	}
	vetStep struct {
		Posn    string `json:"posn"`
		End     string `json:"end"`
		Message string `json:"message"`
	}
)

// VetJSON writes all findings as one object, as the analyzer of that name would
// under go vet.
func VetJSON(w io.Writer, analyzer string, findings []Finding) error {
	packages := make(map[string]map[string][]vetFinding)
	for _, finding := range findings {
		if packages[finding.Package] == nil {
			packages[finding.Package] = make(map[string][]vetFinding)
		}
		listed := packages[finding.Package]
		listed[analyzer] = append(listed[analyzer], newVetFinding(finding))
	}
	return writeJSON(w, packages) // which sorts the keys
}

func newVetFinding(finding Finding) vetFinding {
	result := vetFinding{
		Category: finding.Category,
		Posn:     finding.Pos.String(),
		End:      finding.End.String(),
		Message:  finding.Message,
	}
	for _, fix := range finding.Fixes {
		edits := []vetEdit{}
		for _, edit := range fix.Edits {
			edits = append(edits, vetEdit(edit))
		}
		result.Fixes = append(result.Fixes, vetFix{fix.Message, edits})
	}
	for _, step := range finding.Steps {
		result.Related = append(result.Related, vetStep{step.Pos.String(), step.End.String(), step.Message})
	}
	return result
}
