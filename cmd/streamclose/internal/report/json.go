package report

import (
	"encoding/json"
	"fmt"
	"io"
)

// The shape is that of go vet -json: package path, analyzer, diagnostics.
type (
	jsonFinding struct {
		Category string     `json:"category,omitempty"`
		Posn     string     `json:"posn"`
		End      string     `json:"end"`
		Message  string     `json:"message"`
		Fixes    []jsonFix  `json:"suggested_fixes,omitempty"`
		Related  []jsonStep `json:"related,omitempty"`
	}
	jsonFix struct {
		Message string     `json:"message"`
		Edits   []jsonEdit `json:"edits"`
	}
	jsonEdit struct {
		Filename string `json:"filename"`
		Start    int    `json:"start"`
		End      int    `json:"end"`
		New      string `json:"new"`
	}
	jsonStep struct {
		Posn    string `json:"posn"`
		End     string `json:"end"`
		Message string `json:"message"`
	}
)

// JSON writes all findings of the analyzer as one object.
func JSON(w io.Writer, analyzer string, findings []Finding) error {
	packages := make(map[string]map[string][]jsonFinding)
	for _, finding := range findings {
		if packages[finding.Package] == nil {
			packages[finding.Package] = make(map[string][]jsonFinding)
		}
		listed := packages[finding.Package]
		listed[analyzer] = append(listed[analyzer], newJSONFinding(finding))
	}
	data, err := json.MarshalIndent(packages, "", "\t") // sorts the keys
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n", data)
	return err
}

func newJSONFinding(finding Finding) jsonFinding {
	result := jsonFinding{
		Category: finding.Category,
		Posn:     finding.Pos.String(),
		End:      finding.End.String(),
		Message:  finding.Message,
	}
	for _, fix := range finding.Fixes {
		edits := []jsonEdit{}
		for _, edit := range fix.Edits {
			edits = append(edits, jsonEdit(edit))
		}
		result.Fixes = append(result.Fixes, jsonFix{fix.Message, edits})
	}
	for _, step := range finding.Steps {
		result.Related = append(result.Related, jsonStep{step.Pos.String(), step.End.String(), step.Message})
	}
	return result
}
