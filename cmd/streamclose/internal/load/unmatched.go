package load

import (
	"strings"

	"golang.org/x/tools/go/packages"
)

// unmatched lists the patterns that match no package. The go command only warns
// of them, and go/packages drops the warning, but a misspelt pattern must not
// look like a clean package. A pattern without wildcard is an error already.
func (l *Loader) unmatched(patterns []string, matched []*packages.Package) ([]Problem, error) {
	var problems []Problem
	for _, pattern := range patterns {
		if !strings.Contains(pattern, "...") {
			continue
		}
		if len(patterns) > 1 { // matched says nothing about this one
			var err error
			matched, err = l.list(packages.NeedName, []string{pattern})
			if err != nil {
				return nil, err
			}
		}
		if len(matched) == 0 {
			problems = append(problems, Problem{Message: "no packages match " + pattern})
		}
	}
	return problems, nil
}
