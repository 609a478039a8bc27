package main_test

import (
	"fmt"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

const picture = "testdata/text.svg"

// The picture of a terminal in the README shows what streamclose prints there.
func TestPicture(t *testing.T) {
	download := run(t, "app", "go", "list", "-m", "-f", "{{.Dir}}", "github.com/quic-go/quic-go")
	const command = "streamclose -format=text ./interop/http09"
	got := streamclose(t, strings.TrimSpace(download.stdout), "-format=text", "-color=always", "./interop/http09")
	_, second, found := strings.Cut(got.stdout, "\n\n")
	if got.code != 1 || !found {
		t.Fatalf("%+v", got)
	}
	svg := drawn(command, second)
	if *update {
		if err := os.WriteFile(picture, []byte(svg), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(picture); err != nil || string(want) != svg {
		t.Errorf("%s is not what it would be now (%v); if it should be, run the test with -update", picture, err)
	}
}

// drawn returns a picture of a terminal with the end of what a command printed.
func drawn(command, output string) string {
	const width, height, columns = 7.83, 18, 116 // of a character, and of the terminal
	lines := []string{"$ " + command, "…"}
	for line := range strings.Lines(output) {
		lines = append(lines, wrapped(strings.TrimSuffix(line, "\n"), columns)...)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%d" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">
<style>text { white-space: pre; fill: #d7dae0 } .b { font-weight: bold } .d { fill: #8b919c } .r { fill: #ff7b72 } .c { fill: #56d4dd }</style>
<rect width="100%%" height="100%%" rx="8" fill="#1e2127"/>
`, columns*width+32, len(lines)*height+24)
	class := ""
	for i, line := range lines {
		fmt.Fprintf(&b, `<text x="16" y="%d">`, (i+1)*height+8)
		for _, part := range sequence.FindAllStringSubmatch(line, -1) {
			if part[1] != "" {
				class = classes(class, part[1])
			} else if class == "" {
				b.WriteString(html.EscapeString(part[0]))
			} else {
				fmt.Fprintf(&b, `<tspan class="%s">%s</tspan>`, class, html.EscapeString(part[0]))
			}
		}
		b.WriteString("</text>\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// sequence matches an escape sequence for a style, with its number, or the text
// before the next one.
var sequence = regexp.MustCompile(`\x1b\[(\d+)m|[^\x1b]+`)

// classes returns the styles in force after an escape sequence.
func classes(class, code string) string {
	name := map[string]string{"1": "b", "2": "d", "31": "r", "36": "c"}[code]
	if name == "" { // all off, or a style that the picture has not
		return ""
	}
	return strings.TrimSpace(class + " " + name)
}

// wrapped cuts a line as a terminal of so many columns does.
func wrapped(line string, columns int) []string {
	var lines []string
	var b strings.Builder
	room := columns
	for _, part := range sequence.FindAllString(line, -1) {
		if strings.HasPrefix(part, "\x1b") {
			b.WriteString(part)
			continue
		}
		for len(part) > 0 {
			_, size := utf8.DecodeRuneInString(part)
			if room == 0 {
				lines = append(lines, b.String())
				b.Reset()
				room = columns
			}
			b.WriteString(part[:size])
			part = part[size:]
			room--
		}
	}
	return append(lines, b.String())
}
