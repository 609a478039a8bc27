package cli

import (
	"io"
	"os"
	"strings"
	"testing"
)

// What is not said on the command line follows from where the findings go.
func TestAppearance(t *testing.T) {
	device, err := os.Open(os.DevNull) // takes characters, like a terminal
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	a := mark(func() error { return nil })
	for _, test := range []struct {
		terminal bool
		env      string
		args     string
		format   string
		color    bool
	}{
		{true, "", "", "text", true},
		{true, "NO_COLOR=1", "", "text", false},
		{true, "TERM=dumb", "", "text", false},
		{true, "", "-color=never", "text", false},
		{true, "NO_COLOR=1", "-color=always", "text", true},
		{true, "", "-format=plain", "plain", true},
		{true, "", "-o=findings", "plain", false},
		{false, "", "", "plain", false},
		{false, "", "-c=2", "text", false},
		{false, "", "-format=text", "text", false},
		{false, "", "-format=text -color=always", "text", true},
		{false, "", "-format=sarif", "sarif", false},
	} {
		t.Setenv("NO_COLOR", "")
		t.Setenv("TERM", "xterm")
		if name, value, ok := strings.Cut(test.env, "="); ok {
			t.Setenv(name, value)
		}
		stdout := io.Discard
		if test.terminal {
			stdout = device
		}
		opts, err := parse(a, strings.Fields(test.args), stdout)
		if err != nil || opts.format.Name != test.format || opts.color != test.color {
			t.Errorf("%+v: format %q, color %t, %v", test, opts.format.Name, opts.color, err)
		}
	}
}
