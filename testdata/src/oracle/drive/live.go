package drive

import (
	"bytes"
	"regexp"
	"runtime"
	"strings"
)

// goroutines returns the stacks of the goroutines of a bubble that are in
// fixtures, or were started by them.
func goroutines(bubble string) []string {
	buf := make([]byte, 1<<20)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	var found []string
	for g := range strings.SplitSeq(string(buf), "\n\n") {
		head, rest, _ := strings.Cut(g, "\n")
		if strings.Contains(head, bubble) && strings.Contains(rest, fixtures) {
			found = append(found, g)
		}
	}
	return found
}

const fixtures = "example.com/structs/"

var bubbleInHead = regexp.MustCompile(`synctest bubble \d+`)

// bubble is the name of the bubble that the caller is in.
func bubble() string {
	buf := make([]byte, 200)
	head, _, _ := bytes.Cut(buf[:runtime.Stack(buf, false)], []byte("\n"))
	return string(bubbleInHead.Find(head))
}

var waits = regexp.MustCompile(`quic-go\.\(\*(Conn\)\.(AcceptStream|OpenStreamSync)|Listener\)\.Accept)\(`)

// waiting tells whether all goroutines wait for streams or connections.
func waiting(goroutines []string) bool {
	for _, g := range goroutines {
		if !waits.MatchString(g) {
			return false
		}
	}
	return true
}

var functionInStack = regexp.MustCompile(`(?m)^(\S+)\(.*\n`)

// where shortens a stack to what it waits for and the fixture it is in.
func where(g string) string {
	state, _, _ := strings.Cut(g[strings.Index(g, "[")+1:strings.Index(g, "]")], " (durable)")
	for _, f := range functionInStack.FindAllStringSubmatch(g, -1) {
		if strings.HasPrefix(f[1], fixtures) {
			return strings.TrimPrefix(f[1], fixtures) + ": " + state
		}
	}
	return state
}
