package gclplugin

import (
	"flag"
	"fmt"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// set gives a flag of the analyzer the value of a setting, as it was decoded
// from JSON.
func set(a *analysis.Analyzer, key string, value any) error {
	f := a.Flags.Lookup(key)
	if f == nil {
		return fmt.Errorf("there is no such setting; the settings are %s", strings.Join(names(a), ", "))
	}
	if isSwitch(f) {
		on, ok := value.(bool)
		if !ok {
			return fmt.Errorf("%v is neither true nor false", value)
		}
		return f.Value.Set(fmt.Sprint(on))
	}
	text, ok := texts(value)
	if !ok {
		return fmt.Errorf("%v is neither a string nor a list of strings", value)
	}
	return f.Value.Set(text)
}

// texts joins a list of strings the way the flags take it.
func texts(value any) (joined string, ok bool) {
	list, isList := value.([]any)
	if !isList {
		list = []any{value}
	}
	var parts []string
	for _, element := range list {
		part, ok := element.(string)
		if !ok {
			return "", false
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ","), true
}

func isSwitch(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

func names(a *analysis.Analyzer) []string {
	var names []string
	a.Flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	return names
}
