package load

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// seeStreams returns the roots that may see a stream: that acquire one, or
// import at any depth a package that does and may hand it on. The question is
// put to the text and not to the import paths because a stream is known by the
// shape of its type, wherever that is declared.
func (l *Loader) seeStreams(roots []*packages.Package) []*packages.Package {
	known := make(map[*packages.Package]bool)
	std := standardLibrary(roots)
	var sees func(*packages.Package) bool
	sees = func(pkg *packages.Package) bool {
		answer, ok := known[pkg]
		if ok {
			return answer
		}
		known[pkg] = false // while in an import cycle, which is an error anyway
		answer = !within(std, pkg) && l.acquires(pkg)
		for _, imported := range pkg.Imports {
			answer = answer || sees(imported)
		}
		known[pkg] = answer
		return answer
	}

	var seeing []*packages.Package
	for _, root := range roots {
		if !isTestMain(root) && sees(root) {
			seeing = append(seeing, root)
		}
	}
	return seeing
}

// acquires reports whether the source of pkg has a name in it that hands out
// streams. A file that cannot be read may have one; the load will tell why.
func (l *Loader) acquires(pkg *packages.Package) bool {
	return slices.ContainsFunc(pkg.GoFiles, func(file string) bool {
		source, err := os.ReadFile(file)
		return err != nil || slices.ContainsFunc(l.Names, func(name string) bool {
			return bytes.Contains(source, []byte(name))
		})
	})
}

// standardLibrary is the source directory of the standard library, if any root
// imports anything from it. It has no streams of ours, but method names like
// them in its HTTP/2.
func standardLibrary(roots []*packages.Package) (dir string) {
	packages.Visit(roots, nil, func(pkg *packages.Package) {
		if pkg.PkgPath == "unsafe" && len(pkg.GoFiles) > 0 {
			dir = filepath.Dir(filepath.Dir(pkg.GoFiles[0]))
		}
	})
	return dir
}

// within reports whether the source of pkg is below dir.
func within(dir string, pkg *packages.Package) bool {
	return dir != "" && len(pkg.GoFiles) > 0 && strings.HasPrefix(pkg.GoFiles[0], dir+string(filepath.Separator))
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
