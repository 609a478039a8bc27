package analyzer

import (
	"go/ast"
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/streamclose/streamclose/analyzer/internal/outcome"
	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// creditKept is the fact about a package that it, or one it imports, has a
// configuration with which streams keep their place until it is given back.
type creditKept struct{}

func (*creditKept) AFact()         {}
func (*creditKept) String() string { return "requires the release of stream credit" }

// keepsCredit reports whether the connections of a package may be such that the
// credit of streams has to be released, and lets the packages know that import it.
func keepsCredit(pass *analysis.Pass, api *quicapi.API) bool {
	if !isForeign(pass) && setsRequirement(pass, api) {
		pass.ExportPackageFact(new(creditKept))
		return true
	}
	for _, p := range pass.Pkg.Imports() {
		if pass.ImportPackageFact(p, new(creditKept)) {
			pass.ExportPackageFact(new(creditKept))
			return true
		}
	}
	return false
}

// setsRequirement reports whether a package sets RequireStreamCreditRelease in a
// configuration to anything but false.
func setsRequirement(pass *analysis.Pass, api *quicapi.API) bool {
	sets := func(name ast.Expr, value ast.Expr) bool {
		if sel, ok := name.(*ast.SelectorExpr); ok {
			name = sel.Sel
		}
		id, ok := name.(*ast.Ident)
		if !ok || id.Name != "RequireStreamCreditRelease" {
			return false
		}
		field, ok := pass.TypesInfo.Uses[id].(*types.Var)
		off := pass.TypesInfo.Types[value].Value
		return ok && field.Pkg() != nil && api.IsLibrary(field.Pkg().Path()) && (off == nil || constant.BoolVal(off))
	}
	found := false
	for _, f := range pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				found = found || sets(n.Key, n.Value)
			case *ast.AssignStmt:
				for i, to := range n.Lhs {
					found = found || len(n.Rhs) == len(n.Lhs) && sets(to, n.Rhs[i])
				}
			}
			return !found
		})
	}
	return found
}

// own has what is declared and nothing of what was found out about other packages,
// which is about their send halves.
type own struct{ facts }

func (own) Summary(*types.Func) *outcome.Summary { return nil }
