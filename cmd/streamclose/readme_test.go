package main_test

import (
	"os"
	"strings"
	"testing"
)

// What the README shows of the format text is what it looks like.
func TestReadmeExample(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "\n```text\n")
	example, _, found := strings.Cut(rest, "```\n")
	if !found {
		t.Fatal("no example in README.md")
	}
	download := run(t, "app", "go", "list", "-m", "-f", "{{.Dir}}", "github.com/quic-go/quic-go")
	got := streamclose(t, strings.TrimSpace(download.stdout), "-format=text", "./interop/http09")
	if got.code != 1 || !strings.HasSuffix(got.stdout, "\n\n"+example) {
		t.Errorf("%+v\nwant at the end:\n%s", got, example)
	}
}
