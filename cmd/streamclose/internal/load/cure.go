package load

import (
	"strings"
)

// withCure adds to an error of the go command or the type checker what can be
// done about it, where its author could not know.
func withCure(message string) string {
	for _, c := range []struct{ symptom, cure string }{
		{"requires newer Go version", rebuild},
		{"may fail to process source files that rely on newer language features", rebuild},
		{"does not contain main module", enterModule},
		{"go.mod file not found", enterModule},
		{"does not contain modules listed in go.work", enterWorkspace},
		{"import lookup disabled by -mod=vendor", vendorAgain},
	} {
		if strings.Contains(message, c.symptom) {
			return message + "\n" + c.cure
		}
	}
	return message
}

const (
	rebuild = "streamclose cannot read Go newer than the one it was built with (see streamclose -version); build it again:\n" +
		"go install github.com/streamclose/streamclose/cmd/streamclose@latest"
	enterModule    = "run streamclose in the directory of a module, or name one with -C"
	enterWorkspace = "name directories of modules that go.work uses, such as ./module/..."
	vendorAgain    = "go mod vendor brings the vendor directory up to date"
)
