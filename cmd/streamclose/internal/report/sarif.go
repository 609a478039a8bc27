package report

import (
	"fmt"
	"go/token"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/streamclose/streamclose/analyzer"
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	homepage    = "https://github.com/streamclose/streamclose"
	sourceRoot  = "%SRCROOT%"

	// fingerprintName has a version: it changes when the parts of a key do.
	fingerprintName = "streamclose/v1"
)

// sarif writes a SARIF log of one run.
func sarif(w io.Writer, r *Report) error {
	keys := r.Keys()
	run := sarifRun{
		Tool: sarifTool{sarifDriver{
			Name: "streamclose", Version: r.Version, InformationURI: homepage, Rules: sarifRules(),
		}},
		Invocations: []sarifInvocation{{Successful: r.Complete}},
		Bases:       map[string]sarifArtifact{sourceRoot: {URI: fileURL(r.Root) + "/"}},
		ColumnKind:  "utf16CodeUnits",
		Results:     []sarifResult{},
	}
	for i, finding := range r.Findings {
		run.Results = append(run.Results, r.sarifResult(finding, keys[i]))
	}
	return writeJSON(w, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

func sarifRules() []sarifRule {
	var rules []sarifRule
	for _, rule := range analyzer.Rules() {
		rules = append(rules, sarifRule{
			ID:               rule.Name,
			ShortDescription: sarifMessage{Text: rule.Summary},
			FullDescription:  sarifMessage{Text: rule.Summary},
			HelpURI:          analyzer.Analyzer.URL,
			Help:             sarifMessage{Text: rule.Text, Markdown: rule.Text},
			Configuration:    sarifLevel{"error"},
		})
	}
	return rules
}

func (r *Report) sarifResult(finding Finding, key Key) sarifResult {
	result := sarifResult{
		RuleID:       finding.Category,
		RuleIndex:    slices.IndexFunc(analyzer.Rules(), func(rule analyzer.Rule) bool { return rule.Name == finding.Category }),
		Level:        "error",
		Message:      sarifMessage{Text: linked(finding)},
		Locations:    []sarifLocation{{Physical: r.physical(finding.Pos, finding.End)}},
		Fingerprints: map[string]string{fingerprintName: key.Fingerprint()},
	}
	if key.Function != "" {
		result.Locations[0].Logical = []sarifLogical{{finding.Package + "." + key.Function, "function"}}
	}
	var flow []sarifFlowLocation
	for i, step := range finding.Steps {
		location := sarifLocation{Physical: r.physical(step.Pos, step.End), Message: &sarifMessage{Text: escaped(step.Message)}}
		flow = append(flow, sarifFlowLocation{location, step.kind().sarif()})
		id := i + 1
		location.ID = &id
		result.Related = append(result.Related, location)
	}
	if len(flow) > 0 {
		result.CodeFlows = []sarifCodeFlow{{[]sarifThreadFlow{{flow}}}}
	}
	for _, fix := range finding.Fixes {
		if changes := r.changes(fix); len(changes) > 0 {
			result.Fixes = append(result.Fixes, sarifFix{sarifMessage{Text: fix.Message}, changes})
		}
	}
	return result
}

// linked is the message of a finding with its steps below, each a link to its
// related location: GitHub shows these only if they are linked.
func linked(finding Finding) string {
	var b strings.Builder
	b.WriteString(escaped(finding.Message))
	for i, step := range finding.Steps {
		fmt.Fprintf(&b, "\n%d. [%s](%d)", i+1, escaped(step.Message), i+1)
	}
	return b.String()
}

// escaped keeps brackets from being taken for a link.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`).Replace(text)
}

func (r *Report) physical(pos, end token.Position) sarifPhysical {
	return sarifPhysical{r.artifact(pos.Filename), r.region(pos, end)}
}

// artifact names a file relative to the root of the source if it lies below.
func (r *Report) artifact(file string) sarifArtifact {
	if relative, err := filepath.Rel(r.Root, file); err == nil && filepath.IsLocal(relative) {
		path := url.URL{Path: filepath.ToSlash(relative)}
		return sarifArtifact{URI: path.String(), BaseID: sourceRoot}
	}
	return sarifArtifact{URI: fileURL(file)}
}

// region has the columns of a place if the source is there to count them.
func (r *Report) region(pos, end token.Position) sarifRegion {
	region := sarifRegion{StartLine: pos.Line}
	start, ok := r.Source.UTF16Column(pos)
	if !ok {
		return region
	}
	region.StartColumn = start
	if stop, ok := r.Source.UTF16Column(end); ok && !before(end, pos) {
		region.EndLine, region.EndColumn = end.Line, stop
	}
	return region
}

// changes has the edits of a fix by file, or none if the source of one is gone.
func (r *Report) changes(fix Fix) []sarifChange {
	var changes []sarifChange
	for i, edit := range fix.Edits {
		start, ok := r.Source.Position(edit.Filename, edit.Start)
		if !ok {
			return nil
		}
		end, ok := r.Source.Position(edit.Filename, edit.End)
		if !ok {
			return nil
		}
		replacement := sarifReplacement{r.region(start, end), sarifContent{edit.New}}
		if i > 0 && fix.Edits[i-1].Filename == edit.Filename {
			last := &changes[len(changes)-1]
			last.Replacements = append(last.Replacements, replacement)
			continue
		}
		changes = append(changes, sarifChange{r.artifact(edit.Filename), []sarifReplacement{replacement}})
	}
	return changes
}

// fileURL is the URL of an absolute path.
func fileURL(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive
	}
	u := url.URL{Scheme: "file", Path: path}
	return u.String()
}
