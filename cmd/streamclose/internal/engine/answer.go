package engine

import (
	"encoding/json"
	"os"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

// rootsFlag names a flag of the vet tool under which it tells of each package that
// it was asked for, by a diagnostic of the category answer.
//
// The go command keeps what the tool said of a package, and Go 1.26 passes that on
// whether the findings are asked for or the package is only imported: it is silent
// about a package that was an import at first, and repeats the findings in one that
// is an import now. With another value of this flag, it asks the tool again.
const rootsFlag = "roots"

const answer = "answer"

// Answer gives a vet tool the flag.
func Answer(a *analysis.Analyzer) {
	roots := a.Flags.String(rootsFlag, "", "any text, to be told which packages the findings are of")
	run := a.Run
	a.Run = func(pass *analysis.Pass) (any, error) {
		result, err := run(pass)
		if *roots != "" && err == nil {
			pass.Report(analysis.Diagnostic{Pos: pass.Files[0].Package, Category: answer, Message: "analyzed"})
		}
		return result, err
	}
}

// OnlyFacts reports whether the go command asks with a file for a package that is
// only imported. Whoever reads the file next tells what is wrong with it.
func OnlyFacts(file string) bool {
	data, err := os.ReadFile(file)
	if err != nil {
		return false
	}
	var config unitchecker.Config
	return json.Unmarshal(data, &config) == nil && config.VetxOnly
}
