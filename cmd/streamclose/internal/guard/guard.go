// Package guard keeps the failure of an analyzer in one package from taking
// the rest of a run with it.
package guard

import (
	"fmt"
	"go/token"
	"reflect"

	"golang.org/x/tools/go/analysis"
)

// Category marks the diagnostics that tell of a failure of the analyzer itself
// and not of a defect in the code. A diagnostic is the one thing that every
// driver passes on together with the findings of the same package: go vet
// drops the findings of an analyzer that returns an error.
const Category = "internal-error"

// Wrap returns a copy of a that takes its place. It does not panic, and neither
// does anything it requires. A failure is reported as a diagnostic of Category
// at the package clause, and the packages that import this one are still
// analyzed.
func Wrap(a *analysis.Analyzer) *analysis.Analyzer {
	return make(copies).of(a)
}

// copies maps each analyzer to its guarded copy. It is complete, and only read,
// before the first of them runs.
type copies map[*analysis.Analyzer]*analysis.Analyzer

func (c copies) of(a *analysis.Analyzer) *analysis.Analyzer {
	if guarded, ok := c[a]; ok {
		return guarded
	}
	guarded := new(analysis.Analyzer)
	*guarded = *a
	c[a] = guarded

	guarded.Requires = nil
	for _, required := range a.Requires {
		guarded.Requires = append(guarded.Requires, c.of(required))
	}
	guarded.Run = func(pass *analysis.Pass) (any, error) {
		return run(a, c.original(a, pass))
	}
	return guarded
}

// original is the pass as a itself expects it: a looks up the results of the
// analyzers it names, which are not their copies.
func (c copies) original(a *analysis.Analyzer, pass *analysis.Pass) *analysis.Pass {
	original := *pass
	original.Analyzer = a
	original.ResultOf = make(map[*analysis.Analyzer]any)
	for _, required := range a.Requires {
		original.ResultOf[required] = pass.ResultOf[c[required]]
	}
	return &original
}

func run(a *analysis.Analyzer, pass *analysis.Pass) (any, error) {
	result, err := call(a, pass)
	if err == nil {
		return result, nil
	}
	err = fmt.Errorf("internal error in package %s: %w", pass.Pkg.Path(), err)
	if a.ResultType != nil && len(a.FactTypes) == 0 {
		return nil, err // whoever requires a cannot do without its result
	}
	pass.Report(analysis.Diagnostic{
		Pos:      packageClause(pass),
		Category: Category,
		Message:  err.Error(),
	})
	if a.ResultType != nil {
		return reflect.Zero(a.ResultType).Interface(), nil
	}
	return nil, nil
}

// call runs a and turns a panic into an error.
func call(a *analysis.Analyzer, pass *analysis.Pass) (result any, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%s: panic: %v (%s)", a.Name, cause, panicked())
		}
	}()
	return a.Run(pass)
}

func packageClause(pass *analysis.Pass) token.Pos {
	if len(pass.Files) == 0 {
		return token.NoPos
	}
	return pass.Files[0].Name.Pos()
}
