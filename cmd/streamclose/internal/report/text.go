package report

import (
	"fmt"
	"go/token"
	"io"
	"path/filepath"
	"strings"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/load"
)

// Text writes a line for each finding, and one for each of its steps if asked
// to. Paths are relative to dir.
func Text(w io.Writer, dir string, findings []Finding, steps bool) {
	for _, finding := range findings {
		fmt.Fprintf(w, "%s: %s\n", place(dir, finding.Pos), indented(finding.Message))
		if !steps {
			continue
		}
		for _, step := range finding.Steps {
			fmt.Fprintf(w, "\t%s: %s\n", place(dir, step.Pos), indented(step.Message))
		}
	}
}

// Problems writes the problems below the name of their package, as the go
// command does, and after them the names of the packages they kept from being
// analyzed.
func Problems(w io.Writer, dir string, problems []load.Problem, skipped []string) {
	pkg := ""
	for _, problem := range problems {
		if problem.Package != pkg {
			pkg = problem.Package
			fmt.Fprintf(w, "# %s\n", pkg)
		}
		if problem.Position.Filename != "" {
			fmt.Fprintf(w, "%s: %s\n", place(dir, problem.Position), indented(problem.Message))
		} else {
			fmt.Fprintf(w, "streamclose: %s\n", indented(problem.Message))
		}
	}
	if len(skipped) > 0 {
		fmt.Fprintf(w, "streamclose: not analyzed because of these errors: %s\n", strings.Join(skipped, ", "))
	}
}

// place is position with the shorter of the paths to its file. A path inside
// dir begins with a dot: the matcher of GitHub's setup-go action takes it for a
// file only if it does.
func place(dir string, position token.Position) string {
	relative, err := filepath.Rel(dir, position.Filename)
	switch {
	case err != nil:
	case filepath.IsLocal(relative):
		position.Filename = "." + string(filepath.Separator) + relative
	case len(relative) < len(position.Filename):
		position.Filename = relative
	}
	return position.String()
}

// indented keeps the further lines of a message apart from the next one.
func indented(message string) string {
	return strings.ReplaceAll(strings.TrimSpace(message), "\n", "\n\t")
}
