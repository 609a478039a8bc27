package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/load"
)

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
			fmt.Fprintf(w, "%s: %s\n", Place(dir, problem.Position), indented(problem.Message))
		} else {
			fmt.Fprintf(w, "streamclose: %s\n", indented(problem.Message))
		}
	}
	if len(skipped) > 0 {
		fmt.Fprintf(w, "streamclose: not analyzed because of these errors: %s\n", strings.Join(skipped, ", "))
	}
}
