package analyzer

import (
	"embed"
	"strings"
)

// A Rule is a category of findings, with what there is to know about it.
type Rule struct {
	Name    string // the category
	Summary string // on one line, without a period
	Text    string // what is found, why, and what to do about it, in Markdown
}

//go:embed rules/*.md
var rulePages embed.FS

// Rules returns the rules in the order of the documentation.
func Rules() []Rule {
	var rules []Rule
	for _, name := range []string{
		"send", "send-after-write-error", "send-overwritten", "send-owner", "send-split", "recv", "recv-partial", "recv-credit",
		"limit-side", "limit-mask", "open-uncancellable", "open-ignored", "defer-in-loop", "cancel-after-close", "close-then-conn",
		"directive", "internal-error",
	} {
		page, err := rulePages.ReadFile("rules/" + name + ".md")
		if err != nil {
			continue // a test has the name of each page
		}
		title, text, _ := strings.Cut(string(page), "\n\n")
		_, summary, _ := strings.Cut(title, ": ")
		rules = append(rules, Rule{name, summary, text})
	}
	return rules
}
