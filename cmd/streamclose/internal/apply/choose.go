package apply

import (
	"go/token"
	"slices"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/source"
)

// chosen are the fixes to apply, in the order of their findings.
type chosen struct {
	edits map[string][]report.Edit // by the file that a link leads to
	fixes map[token.Position]report.Fix
	left  []token.Position
}

// choose takes the fixes that can be applied together: of two that meet, the
// first.
func choose(findings []report.Finding) *chosen {
	c := &chosen{edits: make(map[string][]report.Edit), fixes: make(map[token.Position]report.Fix)}
	for _, finding := range findings {
		if len(finding.Fixes) == 0 {
			continue
		}
		fix := resolved(finding.Fixes[0]) // others are alternatives to it
		at := finding.Pos
		at.Filename = source.Target(at.Filename)
		// A package has variants for tests, and links give a file two names:
		// the same finding may come with another path and another fix.
		if taken, ok := c.fixes[at]; ok {
			if !slices.Equal(taken.Edits, fix.Edits) {
				c.left = append(c.left, finding.Pos)
			}
			continue
		}
		if slices.ContainsFunc(fix.Edits, c.meets) {
			c.left = append(c.left, finding.Pos)
			continue
		}
		c.fixes[at] = fix
		for _, edit := range fix.Edits {
			c.edits[edit.Filename] = append(c.edits[edit.Filename], edit)
		}
	}
	return c
}

func resolved(fix report.Fix) report.Fix {
	fix.Edits = slices.Clone(fix.Edits)
	for i := range fix.Edits {
		fix.Edits[i].Filename = source.Target(fix.Edits[i].Filename)
	}
	return fix
}

// meets reports whether an edit overlaps one that was taken, or has no text
// between itself and that one: nobody tried what they do together.
func (c *chosen) meets(edit report.Edit) bool {
	return slices.ContainsFunc(c.edits[edit.Filename], func(taken report.Edit) bool {
		return taken.Start <= edit.End && edit.Start <= taken.End
	})
}
