package source

import (
	"go/ast"
	"go/parser"
	"go/token"
)

// Function names the function declaration around a position as it is called
// in its package, like (*T).Name for a method. It is empty outside of
// functions.
func (f *Files) Function(at token.Position) string {
	file := f.file(at.Filename)
	if !file.parsed {
		file.parsed = true
		fset := token.NewFileSet()
		// A tree with errors in it is better than none.
		tree, _ := parser.ParseFile(fset, at.Filename, file.text, parser.SkipObjectResolution)
		file.functions = functions(fset, tree)
	}
	for _, fn := range file.functions {
		if fn.first <= at.Line && at.Line <= fn.last {
			return fn.name
		}
	}
	return ""
}

// A function takes up the lines from first to last.
type function struct {
	name        string
	first, last int
}

func functions(fset *token.FileSet, tree *ast.File) []function {
	var list []function
	for _, decl := range tree.Decls {
		if decl, ok := decl.(*ast.FuncDecl); ok {
			// Not adjusted by line comments: the positions of findings are
			// those of the text that was read.
			first, last := fset.PositionFor(decl.Pos(), false), fset.PositionFor(decl.End(), false)
			list = append(list, function{declared(decl), first.Line, last.Line})
		}
	}
	return list
}

// declared names a function with its receiver, but without type parameters.
func declared(decl *ast.FuncDecl) string {
	if decl.Recv == nil || len(decl.Recv.List) == 0 {
		return decl.Name.Name
	}
	t := ast.Unparen(decl.Recv.List[0].Type)
	pointer, isPointer := t.(*ast.StarExpr)
	if isPointer {
		t = ast.Unparen(pointer.X)
	}
	switch x := t.(type) {
	case *ast.IndexExpr:
		t = x.X
	case *ast.IndexListExpr:
		t = x.X
	}
	name := "?"
	if id, ok := t.(*ast.Ident); ok {
		name = id.Name
	}
	if isPointer {
		return "(*" + name + ")." + decl.Name.Name
	}
	return name + "." + decl.Name.Name
}
