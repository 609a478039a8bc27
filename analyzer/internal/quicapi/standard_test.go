package quicapi

import (
	"os/exec"
	"strings"
	"testing"
)

// All packages of the standard library are known as such, and none is listed in vain.
func TestIsStandard(t *testing.T) {
	out, err := exec.Command("go", "list", "std", "cmd").Output()
	if err != nil {
		t.Fatal(err)
	}
	unused := map[string]bool{"C": false} // of cgo, in no list
	for first := range standard {
		if _, ok := unused[first]; !ok {
			unused[first] = true
		}
	}
	for path := range strings.Lines(string(out)) {
		path = strings.TrimSpace(path)
		if !IsStandard(path) {
			t.Errorf("%s is part of the standard library", path)
		}
		first, _, _ := strings.Cut(path, "/")
		unused[first] = false
	}
	for first, ok := range unused {
		if ok {
			t.Errorf("no package is below %s", first)
		}
	}
	for _, path := range []string{"chat", "chat/net", "command-line-arguments", "example.com/net", "nets"} {
		if IsStandard(path) {
			t.Errorf("%s is not part of the standard library", path)
		}
	}
}
