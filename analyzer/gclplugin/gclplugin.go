// Package gclplugin makes streamclose a linter of golangci-lint, by its module
// plugin system. A golangci-lint that was built with it knows a linter named
// streamclose, to be declared below linters.settings.custom with the type
// "module".
package gclplugin

import (
	"fmt"
	"maps"
	"slices"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/streamclose/streamclose/analyzer"
)

func init() { //nolint:gochecknoinits // so golangci-lint comes to know a plugin
	register.Plugin(analyzer.Analyzer.Name, New)
}

// New takes the settings of the linter: a map, or nil for none. Its keys are the
// flags of the analyzer. The value of a flag that is on or off is a bool, that of
// another one a string or a list of strings. A key that is no flag and a value
// of another type are errors.
//
// The settings are those of [analyzer.Analyzer], which has one set of flags in a
// process.
func New(settings any) (register.LinterPlugin, error) {
	// golangci-lint sees to //nolint comments, and takes one for unused whose
	// finding never reaches it.
	if err := analyzer.Analyzer.Flags.Set("nolint", "false"); err != nil {
		return nil, err
	}
	values, err := register.DecodeSettings[map[string]any](settings)
	if err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if err := set(analyzer.Analyzer, key, values[key]); err != nil {
			return nil, fmt.Errorf("setting %s: %w", key, err)
		}
	}
	return plugin{}, nil
}

type plugin struct{}

func (plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	return []*analysis.Analyzer{plain(analyzer.Analyzer)}, nil
}

func (plugin) GetLoadMode() string { return register.LoadModeTypesInfo }

// plain returns a copy of a whose diagnostics have a message and one fix at
// most. golangci-lint makes an issue of its own of each related position, which
// no //nolint silences, and applies all fixes of a diagnostic, one on top of the
// other.
func plain(a *analysis.Analyzer) *analysis.Analyzer {
	wrapped := *a
	wrapped.Run = func(pass *analysis.Pass) (any, error) {
		inner := *pass
		inner.Report = func(d analysis.Diagnostic) {
			d.Related = nil
			d.SuggestedFixes = d.SuggestedFixes[:min(1, len(d.SuggestedFixes))]
			pass.Report(d)
		}
		return a.Run(&inner)
	}
	return &wrapped
}
