package cli

import (
	"fmt"
	"io"

	"golang.org/x/tools/go/analysis"
)

const usage = `streamclose reports quic-go streams whose send side is not closed on every path.

Usage:

	streamclose [flags] [packages]
	go vet -vettool=$(which streamclose) [packages]

Packages are named as for the go command: ./... stands for all below the
current directory, and no name at all for the package in it.

Exit codes: 0 nothing found, 1 findings, 2 bad usage, packages that cannot be
loaded or do not compile, or an internal error.

Flags:

`

func help(w io.Writer, a *analysis.Analyzer) {
	fmt.Fprint(w, usage)
	set, _ := flags(a)
	set.SetOutput(w)
	set.PrintDefaults()
}
