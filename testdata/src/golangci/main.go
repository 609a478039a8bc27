// golangci-lint with streamclose as a plugin, as the command golangci-lint
// custom puts it together from .custom-gcl.yml.
package main

import (
	"os"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	"github.com/golangci/golangci-lint/v2/pkg/exitcodes"

	_ "github.com/streamclose/streamclose/analyzer/gclplugin"
)

func main() {
	if err := commands.Execute(commands.BuildInfo{Version: "2.15.0"}); err != nil {
		os.Exit(exitcodes.Failure)
	}
}
