package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"io"
	"strconv"
	"strings"
)

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

// ReadVetJSON reads what go vet -json prints: objects as VetJSON writes them,
// one after the other. Positions have no offsets.
func ReadVetJSON(r io.Reader, analyzer string) ([]Finding, error) {
	var findings []Finding
	for decoder := json.NewDecoder(r); ; {
		var packages map[string]map[string]json.RawMessage
		if err := decoder.Decode(&packages); errors.Is(err, io.EOF) {
			return findings, nil
		} else if err != nil {
			return nil, err
		}
		for pkg, analyzers := range packages {
			if analyzers[analyzer] == nil {
				continue
			}
			var list []vetFinding
			if err := json.Unmarshal(analyzers[analyzer], &list); err != nil {
				return nil, fmt.Errorf("package %s: %s", pkg, analyzers[analyzer])
			}
			path, _, _ := strings.Cut(pkg, " [") // without the variant for a test
			for _, found := range list {
				findings = append(findings, found.finding(path))
			}
		}
	}
}

func (f vetFinding) finding(pkg string) Finding {
	finding := Finding{Package: pkg, Category: f.Category, Pos: position(f.Posn), End: position(f.End), Message: f.Message}
	for _, fix := range f.Fixes {
		var edits []Edit
		for _, edit := range fix.Edits {
			edits = append(edits, Edit(edit))
		}
		finding.Fixes = append(finding.Fixes, Fix{fix.Message, edits})
	}
	for _, step := range f.Related {
		finding.Steps = append(finding.Steps, Step{position(step.Posn), position(step.End), step.Message})
	}
	return finding
}

// position reads "file:line:column".
func position(posn string) token.Position {
	file, column := cutNumber(posn)
	file, line := cutNumber(file)
	return token.Position{Filename: file, Line: line, Column: column}
}

// cutNumber takes the number behind the last colon from a text. It is 0, and
// the text stays whole, if there is none.
func cutNumber(text string) (rest string, number int) {
	colon := strings.LastIndexByte(text, ':')
	number, err := strconv.Atoi(text[colon+1:])
	if colon < 0 || err != nil {
		return text, 0
	}
	return text[:colon], number
}
