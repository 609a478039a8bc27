package analyzer_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/streamclose/streamclose/analyzer"
	"github.com/streamclose/streamclose/analyzer/internal/advice"
	"github.com/streamclose/streamclose/analyzer/internal/directive"
	"github.com/streamclose/streamclose/analyzer/internal/finding"
)

// Every category has its page, every page its category, and the documentation
// says the same in short.
func TestRules(t *testing.T) {
	categories := []string{
		finding.Send, finding.AfterWriteError, finding.Overwritten, finding.Owner, finding.Split, finding.Recv, finding.RecvPartial, finding.RecvCredit,
		advice.LimitSide, advice.LimitMask, advice.OpenUncancellable, advice.OpenIgnored, advice.DeferInLoop, advice.CancelAfterClose, advice.CloseThenConn,
		directive.Category, finding.Internal,
	}
	doc := strings.Join(strings.Fields(analyzer.Analyzer.Doc), " ")
	var names []string
	for _, rule := range analyzer.Rules() {
		names = append(names, rule.Name)
		if item := "- " + rule.Name + ": " + rule.Summary; !strings.Contains(doc, item) {
			t.Errorf("not in the documentation of the analyzer: %s", item)
		}
		for _, heading := range []string{"\n## Why it matters\n\n", "\n## Cure\n\n"} {
			if strings.Count(rule.Text, heading) != 1 {
				t.Errorf("page of %s: not once: %q", rule.Name, heading)
			}
		}
		if strings.HasPrefix(rule.Text, "\n") || !strings.HasSuffix(rule.Text, "\n") || strings.Contains(rule.Text, "\t") {
			t.Errorf("page of %s: blank lines or tabs:\n%s", rule.Name, rule.Text)
		}
	}
	if !slices.Equal(names, categories) {
		t.Errorf("pages of %v, categories are %v", names, categories)
	}

	files, err := os.ReadDir("rules")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(file.Name(), ".md"); !slices.Contains(categories, name) {
			t.Errorf("rules/%s is of no category", file.Name())
		}
	}
}
