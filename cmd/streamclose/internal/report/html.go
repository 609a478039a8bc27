package report

import (
	_ "embed"
	"go/token"
	"html/template"
	"io"
	"slices"
	"strconv"
	"sync"

	"github.com/streamclose/streamclose/analyzer"
)

//go:embed page.html
var pageText string

var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Parse(pageText))
})

// The data of the page.
type (
	pageData struct {
		Version  string
		Complete bool
		Rules    []pageRule // that have findings
		Findings []pageFinding
		Total    *totals // nil if the inventory is not known
		Packages []pagePackage
	}
	pageRule struct {
		analyzer.Rule
		Findings int
	}
	pageFinding struct {
		Finding
		ID       string
		Place    string
		Function string
		Steps    []pageStep
		Files    []pageFile
	}
	pageStep struct {
		Step
		ID     string
		Number int
		Kind   kind
		Place  string
	}
	pagePackage struct {
		Path     string
		Total    totals
		Acquires []pageAcquire
	}
	pageAcquire struct {
		Verdict
		Word   string // of the verdict
		Place  string
		Remark string
		Link   string // to its finding, if it has one
	}
)

// page writes an HTML page that needs no other file, and no script.
func page(w io.Writer, r *Report) error {
	data := pageData{Version: r.Version, Complete: r.Complete}
	for i, finding := range r.Findings {
		data.Findings = append(data.Findings, r.pageFinding(finding, "f"+strconv.Itoa(i+1)))
	}
	for _, rule := range analyzer.Rules() {
		n := 0
		for _, finding := range r.Findings {
			if finding.Category == rule.Name {
				n++
			}
		}
		if n > 0 {
			data.Rules = append(data.Rules, pageRule{rule, n})
		}
	}
	if r.Verdicts != nil {
		total := count(r.Verdicts, analyzer.Send)
		data.Total = &total
	}
	for path, list := range byPackage(r.Verdicts) {
		data.Packages = append(data.Packages, r.pagePackage(path, list, data.Findings))
	}
	return pageTemplate().Execute(w, data)
}

func (r *Report) pageFinding(finding Finding, id string) pageFinding {
	f := pageFinding{
		Finding:  finding,
		ID:       id,
		Place:    Place(r.Dir, finding.Pos),
		Function: r.Source.Function(finding.Pos),
	}
	for i, step := range finding.Steps {
		number := i + 1
		f.Steps = append(f.Steps, pageStep{step, id + "-" + strconv.Itoa(number), number, step.kind(), Place(r.Dir, step.Pos)})
	}
	f.Files = r.listing(f)
	return f
}

func (r *Report) pagePackage(path string, verdicts []Verdict, findings []pageFinding) pagePackage {
	p := pagePackage{Path: path, Total: count(verdicts, analyzer.Send)}
	for _, v := range verdicts {
		a := pageAcquire{Verdict: v, Word: v.Acquire.Verdict, Place: Place(r.Dir, v.Pos), Remark: remark(v)}
		if i := slices.IndexFunc(findings, func(f pageFinding) bool { return concerns(f.Finding, v) }); i >= 0 {
			a.Link = "#" + findings[i].ID
		}
		p.Acquires = append(p.Acquires, a)
	}
	return p
}

// concerns reports whether a finding is about an acquire: it stands at its
// place, or at that of the store to an owner, with the acquire as a step.
func concerns(finding Finding, v Verdict) bool {
	at := func(pos token.Position) bool { return pos == v.Pos }
	return finding.Category == v.Reason &&
		(at(finding.Pos) || slices.ContainsFunc(finding.Steps, func(s Step) bool { return at(s.Pos) }))
}
