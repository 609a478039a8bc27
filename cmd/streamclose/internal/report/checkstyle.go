package report

import (
	"encoding/xml"
	"fmt"
	"io"
)

// The shape is that of the reports of Checkstyle, which has no schema.
type (
	checkstyleReport struct {
		XMLName xml.Name          `xml:"checkstyle"`
		Version string            `xml:"version,attr"`
		Files   []*checkstyleFile `xml:"file"`
	}
	checkstyleFile struct {
		Name   string            `xml:"name,attr"`
		Errors []checkstyleError `xml:"error"`
	}
	checkstyleError struct {
		Line     int    `xml:"line,attr"`
		Column   int    `xml:"column,attr"`
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
)

func checkstyle(w io.Writer, r *Report) error {
	report := checkstyleReport{Version: "5.0"}
	var file *checkstyleFile
	for _, finding := range r.Findings {
		if name := Slashed(r.Dir, finding.Pos.Filename); file == nil || file.Name != name {
			file = &checkstyleFile{Name: name}
			report.Files = append(report.Files, file)
		}
		file.Errors = append(file.Errors, checkstyleError{
			Line: finding.Pos.Line, Column: finding.Pos.Column, Severity: "error",
			Message: finding.Message, Source: "streamclose." + finding.Category,
		})
	}
	data, err := xml.MarshalIndent(report, "", "\t")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, data)
	return err
}
