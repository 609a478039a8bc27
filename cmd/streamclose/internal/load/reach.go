package load

import (
	"strings"

	"golang.org/x/tools/go/packages"
)

// seeStreams returns the roots, and of these the ones written by somebody,
// that import a relevant package at any depth or are one.
func (l *Loader) seeStreams(roots []*packages.Package) []*packages.Package {
	known := make(map[*packages.Package]bool)
	var reaches func(*packages.Package) bool
	reaches = func(pkg *packages.Package) bool {
		if answer, ok := known[pkg]; ok {
			return answer
		}
		known[pkg] = l.Relevant(pkg.PkgPath) // the answer in an import cycle, too
		for _, imported := range pkg.Imports {
			if reaches(imported) {
				known[pkg] = true
			}
		}
		return known[pkg]
	}

	var reaching []*packages.Package
	for _, root := range roots {
		if !isTestMain(root) && reaches(root) {
			reaching = append(reaching, root)
		}
	}
	return reaching
}

// isTestMain reports whether pkg is the main package that the go command
// writes for a test binary. Nobody else can import the variant of a package
// that is built for its test.
func isTestMain(pkg *packages.Package) bool {
	tested, ok := strings.CutSuffix(pkg.PkgPath, ".test")
	if !ok {
		return false
	}
	for _, imported := range pkg.Imports {
		if imported.ForTest == tested {
			return true
		}
	}
	return false
}
