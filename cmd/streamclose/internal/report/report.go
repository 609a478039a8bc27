package report

import (
	"io"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/source"
)

// A Report is what there is to tell of a run, and how.
type Report struct {
	Dir      string    // absolute; paths are relative to it
	Root     string    // absolute; paths in formats for code hosts are relative to it
	Version  string    // of the command
	Findings []Finding // in the order of their places
	Verdicts []Verdict // of all acquires, or nil if they are not known
	Complete bool      // whether all packages that were asked for could be analyzed
	Source   *source.Files

	Color   bool // for a terminal
	Context int  // lines around each place, in the format text
	Verbose bool // whether the steps are told, in the format plain
}

// A Format is a way to write a report.
type Format struct {
	Name  string
	About string // on one line
	Fixes bool   // whether it shows suggested fixes
	Write func(io.Writer, *Report) error
}

// Formats returns all formats. The first is meant for people at a terminal, and
// the second for programs that read lines.
func Formats() []Format {
	return []Format{
		{"text", "each finding with its source and, step by step, the path to it", true, text},
		{"plain", "a line for each finding: file, line, column, message", false, plain},
		{"json", "one object, for programs; see findings.schema.json", true, findingsJSON},
		{"sarif", "SARIF 2.1.0, for code scanning", true, sarif},
		{"github", "annotations of a GitHub Actions workflow", false, github},
		{"checkstyle", "Checkstyle XML", false, checkstyle},
		{"html", "a page with all findings, their paths and the inventory", false, page},
	}
}
