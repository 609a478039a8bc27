// Package bodyclose is bodyclose as a vet tool.
package main

import (
	"github.com/timakin/bodyclose/passes/bodyclose"
	"golang.org/x/tools/go/analysis/unitchecker"
)

func main() { unitchecker.Main(bodyclose.Analyzer) }
