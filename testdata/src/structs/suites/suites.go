// Package suites has tests in variables, as some test frameworks want them.
package suites

import "github.com/quic-go/quic-go"

// A Framework runs tests.
type Framework interface {
	Describe(text string, body func()) bool
	It(text string, body func()) bool
	Require(error)
}

// Tests runs those of the package, if somebody has set it to what does.
var Tests Framework = idle{}

type idle struct{}

func (idle) Describe(string, func()) bool { return false }
func (idle) It(string, func()) bool       { return false }
func (idle) Require(error)                {}

var conn *quic.Conn

// Greets leaks: what is in a variable ends with the process in tests only.
var Greets = Tests.It("greets", func() {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	Tests.Require(err)
	s.Write([]byte("hello"))
})
