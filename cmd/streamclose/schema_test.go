package main_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/streamclose/streamclose/analyzer"
)

// What the other tests compare the output with conforms to the schemas.
func TestSchemas(t *testing.T) {
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	ours := filepath.Join(dir, "findings.schema.json")
	for _, test := range []struct{ schema, file string }{
		{"sarif", "testdata/sarif.sarif"},
		{"sarif", "internal/report/testdata/fixes.sarif"},
		{ours, "testdata/json.json"},
		{ours, "internal/report/testdata/fixes.json"},
	} {
		t.Run(test.file, func(t *testing.T) {
			t.Parallel()
			got := run(t, "../schemas", "go", "run", ".", test.schema, filepath.Join(dir, test.file))
			if got.code != 0 {
				t.Error(got.stderr)
			}
		})
	}
	t.Run("not conforming", func(t *testing.T) {
		t.Parallel()
		got := run(t, "../schemas", "go", "run", ".", "sarif", filepath.Join(dir, "testdata/json.json"))
		got.checkStderr(t, "jsonschema validation failed")
	})
}

func TestSchemaRules(t *testing.T) {
	data, err := os.ReadFile("findings.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties struct {
			Findings struct {
				Items struct {
					Properties struct {
						Rule struct{ Enum []string }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, rule := range analyzer.Rules() {
		names = append(names, rule.Name)
	}
	if enum := schema.Properties.Findings.Items.Properties.Rule.Enum; !slices.Equal(enum, names) {
		t.Errorf("rules of the schema: %v, rules: %v", enum, names)
	}
}
