package load

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/streamclose/streamclose/analyzer"
)

// seeStreams returns the roots that may see a stream: where a method is declared
// that hands one out, in themselves or in what they import at any depth. The
// question is put to the text and not to the import paths because a stream is
// known by the shape of its type, wherever that is. It returns the answer for all
// they import, too.
func seeStreams(roots []*packages.Package) (seeing []*packages.Package, sees func(*packages.Package) bool) {
	known := make(map[*packages.Package]bool)
	std := standardLibrary(roots)
	sees = func(pkg *packages.Package) bool {
		answer, ok := known[pkg]
		if ok {
			return answer
		}
		known[pkg] = false // while in an import cycle, which is an error anyway
		// What cannot be listed, such as a missing module, may declare anything.
		answer = len(pkg.Errors) > 0 || !within(std, pkg) && handsOut(pkg)
		for _, imported := range pkg.Imports {
			answer = answer || sees(imported)
		}
		known[pkg] = answer
		return answer
	}

	for _, root := range roots {
		if !isTestMain(root) && sees(root) {
			seeing = append(seeing, root)
		}
	}
	return seeing, sees
}

// handsOut reports whether pkg declares a method that hands out streams, or has
// a directive for the analyzer. A file that cannot be read may have one; the load
// will tell why.
func handsOut(pkg *packages.Package) bool {
	return slices.ContainsFunc(pkg.GoFiles, func(file string) bool {
		source, err := os.ReadFile(file)
		return err != nil || bytes.Contains(source, []byte(analyzer.DirectivePrefix)) ||
			slices.ContainsFunc(analyzer.AcquireNames(), func(name string) bool {
				return bytes.Contains(source, []byte(name))
			}) && declaresAcquire(file, source)
	})
}

// declaresAcquire reports whether a method of a type or interface has the name
// of those that hand out streams, and a result.
func declaresAcquire(file string, source []byte) bool {
	f, err := parser.ParseFile(token.NewFileSet(), file, source, parser.SkipObjectResolution)
	if err != nil {
		return true
	}
	found := false
	method := func(name *ast.Ident, typ ast.Expr) {
		if fn, ok := typ.(*ast.FuncType); ok && fn.Results != nil && slices.Contains(analyzer.AcquireNames(), name.Name) {
			found = true
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv != nil {
				method(n.Name, n.Type)
			}
		case *ast.InterfaceType:
			for _, field := range n.Methods.List {
				if len(field.Names) > 0 {
					method(field.Names[0], field.Type)
				}
			}
		}
		return !found
	})
	return found
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
