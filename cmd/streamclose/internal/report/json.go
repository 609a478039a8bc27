package report

import (
	"encoding/json"
	"go/token"
	"io"
)

// findingsVersion is that of the format json. It grows when a reader has to
// change; members can be added without.
const findingsVersion = 1

// The shape is described in findings.schema.json.
type (
	reportJSON struct {
		Version  int           `json:"version"`
		Tool     toolJSON      `json:"tool"`
		Complete bool          `json:"complete"`
		Findings []findingJSON `json:"findings"`
	}
	toolJSON struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	findingJSON struct {
		Rule        string `json:"rule"`
		Package     string `json:"package"`
		Function    string `json:"function"`
		Fingerprint string `json:"fingerprint"`
		placeJSON
		Message string     `json:"message"`
		Steps   []stepJSON `json:"steps"`
		Fixes   []fixJSON  `json:"fixes"`
	}
	placeJSON struct {
		File      string `json:"file"`
		Line      int    `json:"line"`
		Column    int    `json:"column"`
		EndLine   int    `json:"endLine"`
		EndColumn int    `json:"endColumn"`
	}
	stepJSON struct {
		placeJSON
		Message string `json:"message"`
	}
	fixJSON struct {
		Message string     `json:"message"`
		Edits   []editJSON `json:"edits"`
	}
	editJSON struct {
		File  string `json:"file"`
		Start int    `json:"start"`
		End   int    `json:"end"`
		New   string `json:"new"`
	}
)

func findingsJSON(w io.Writer, r *Report) error {
	keys := r.Keys()
	result := reportJSON{
		Version:  findingsVersion,
		Tool:     toolJSON{"streamclose", r.Version},
		Complete: r.Complete,
		Findings: []findingJSON{},
	}
	for i, finding := range r.Findings {
		f := findingJSON{
			Rule:        finding.Category,
			Package:     finding.Package,
			Function:    keys[i].Function,
			Fingerprint: keys[i].Fingerprint(),
			placeJSON:   r.placeJSON(finding.Pos, finding.End),
			Message:     finding.Message,
			Steps:       []stepJSON{},
			Fixes:       []fixJSON{},
		}
		for _, step := range finding.Steps {
			f.Steps = append(f.Steps, stepJSON{r.placeJSON(step.Pos, step.End), step.Message})
		}
		for _, fix := range finding.Fixes {
			edits := []editJSON{}
			for _, e := range fix.Edits {
				edits = append(edits, editJSON{Slashed(r.Dir, e.Filename), e.Start, e.End, e.New})
			}
			f.Fixes = append(f.Fixes, fixJSON{fix.Message, edits})
		}
		result.Findings = append(result.Findings, f)
	}
	return writeJSON(w, result)
}

func (r *Report) placeJSON(pos, end token.Position) placeJSON {
	return placeJSON{Slashed(r.Dir, pos.Filename), pos.Line, pos.Column, end.Line, end.Column}
}

// writeJSON writes a value over several lines, so that texts can be compared.
func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "\t")
	encoder.SetEscapeHTML(false) // code is easier to read as it is
	return encoder.Encode(value)
}
