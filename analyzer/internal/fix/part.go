package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// A part is what a change of some declarations concerns of a package. The bodies
// of all other functions need not be looked at.
type part struct {
	// users have the changes, or call or name a function that does.
	users map[ast.Decl]bool
	// kept are the users, and what these call or share a variable or field with,
	// at any depth.
	kept map[ast.Decl]bool
	name map[string]bool // full names of the functions among the users
}

// initializer is the name in a [part] of what computes package-level variables.
const initializer = ""

// concerns reports whether a function may have other findings than before.
func (p *part) concerns(fn *ssa.Function) bool {
	if obj, ok := fn.Object().(*types.Func); ok {
		return p.name[obj.FullName()]
	}
	return p.name[initializer]
}

// strip returns a file, perhaps with the changes made, without the bodies of
// functions that are of no concern.
func (p *part) strip(original, file *ast.File) *ast.File {
	stripped := *file
	stripped.Decls = slices.Clone(file.Decls)
	for i, d := range file.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || p.kept[original.Decls[i]] || fn.Recv == nil && (fn.Name.Name == "init" || fn.Name.Name == "main") {
			continue
		}
		bare := *fn
		bare.Body = nil
		stripped.Decls[i] = &bare
	}
	return &stripped
}

// An index knows which declarations of a package use what.
type index struct {
	pkg      *types.Package
	uses     map[ast.Decl][]types.Object
	users    map[types.Object][]ast.Decl
	declared map[ast.Decl][]types.Object // functions, and package-level variables
	declares map[types.Object]ast.Decl   // the same
	methods  map[string][]*types.Func    // of types of the package, by name
	dynamic  map[string][]*types.Func    // of interfaces that are used, by name
}

func newIndex(pass *analysis.Pass) *index {
	x := &index{
		pkg:      pass.Pkg,
		uses:     make(map[ast.Decl][]types.Object),
		users:    make(map[types.Object][]ast.Decl),
		declared: make(map[ast.Decl][]types.Object),
		declares: make(map[types.Object]ast.Decl),
		methods:  make(map[string][]*types.Func),
		dynamic:  make(map[string][]*types.Func),
	}
	declare := func(d ast.Decl, id *ast.Ident) {
		obj := pass.TypesInfo.Defs[id]
		x.declared[d] = append(x.declared[d], obj)
		x.declares[obj] = d
		if fn, ok := obj.(*types.Func); ok && fn.Signature().Recv() != nil {
			x.methods[fn.Name()] = append(x.methods[fn.Name()], fn)
		}
	}
	for _, file := range pass.Files {
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				declare(d, d.Name)
			case *ast.GenDecl:
				if d.Tok != token.VAR {
					continue
				}
				for _, spec := range d.Specs {
					for _, id := range spec.(*ast.ValueSpec).Names {
						declare(d, id)
					}
				}
			}
			x.add(d, pass.TypesInfo)
		}
	}
	return x
}

// add notes what a declaration uses.
func (x *index) add(d ast.Decl, info *types.Info) {
	var uses []types.Object
	use := func(obj types.Object) {
		users := x.users[obj]
		if len(users) > 0 && users[len(users)-1] == d {
			return
		}
		if fn, ok := obj.(*types.Func); ok && isDynamic(fn) && users == nil {
			x.dynamic[fn.Name()] = append(x.dynamic[fn.Name()], fn)
		}
		uses = append(uses, obj)
		x.users[obj] = append(users, d)
	}
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			switch obj := info.Uses[n].(type) {
			case *types.Func:
				if obj.Pkg() == x.pkg || isDynamic(obj) {
					use(obj.Origin())
				}
			case *types.Var:
				if obj.Pkg() == x.pkg && (obj.IsField() || obj.Parent() == x.pkg.Scope()) {
					use(obj.Origin())
				}
			case *types.TypeName:
				if obj.Pkg() == x.pkg {
					use(obj)
				}
			}
		case *ast.CompositeLit:
			if len(n.Elts) == 0 {
				break
			}
			if _, named := n.Elts[0].(*ast.KeyValueExpr); named {
				break
			}
			if s, ok := types.Unalias(info.TypeOf(n)).Underlying().(*types.Struct); ok {
				for field := range s.Fields() {
					use(field.Origin())
				}
			}
		}
		return true
	})
	x.uses[d] = uses
}

// isDynamic reports whether a call of a method may reach those of several types.
func isDynamic(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	return recv != nil && types.IsInterface(recv.Type())
}

// part returns what changes concern: by declaration, of a func in it or of nothing but
// itself.
func (x *index) part(changed map[ast.Decl]bool) *part {
	p := &part{users: closure(slices.Collect(maps.Keys(changed)), func(d ast.Decl) []ast.Decl {
		if ofFunc, ok := changed[d]; ok && !ofFunc {
			return x.callersOf(d)
		}
		return x.usersOf(d)
	}), name: make(map[string]bool)}
	for obj, d := range x.declares {
		if !p.users[d] {
			continue
		}
		if fn, ok := obj.(*types.Func); ok {
			p.name[fn.FullName()] = true
		} else {
			p.name[initializer] = true
		}
	}
	p.kept = closure(slices.Collect(maps.Keys(p.users)), x.usedBy)
	return p
}

// closure returns what can be reached from some declarations.
func closure(from []ast.Decl, next func(ast.Decl) []ast.Decl) map[ast.Decl]bool {
	reached := make(map[ast.Decl]bool)
	for len(from) > 0 {
		d := from[len(from)-1]
		from = from[:len(from)-1]
		if !reached[d] {
			reached[d] = true
			from = append(from, next(d)...)
		}
	}
	return reached
}

// callersOf returns the declarations that use what one declares, if only behind an
// interface.
func (x *index) callersOf(d ast.Decl) (list []ast.Decl) {
	for _, obj := range x.declared[d] {
		list = append(list, x.users[obj]...)
		if fn, ok := obj.(*types.Func); ok && fn.Signature().Recv() != nil {
			for _, method := range x.dynamic[fn.Name()] {
				list = append(list, x.users[method]...)
			}
		}
	}
	return list
}

// usersOf returns the callers of what a declaration declares, and those of a func in it
// that is in a variable.
func (x *index) usersOf(d ast.Decl) (list []ast.Decl) {
	list = x.callersOf(d)
	for _, obj := range x.uses[d] {
		if v, ok := obj.(*types.Var); ok && holdsFunc(v.Type()) {
			list = append(list, x.users[v]...)
		}
	}
	return list
}

// holdsFunc reports whether a variable of the type may be called.
func holdsFunc(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Map:
		return holdsFunc(t.Elem())
	case *types.Slice:
		return holdsFunc(t.Elem())
	case *types.Array:
		return holdsFunc(t.Elem())
	case *types.Chan:
		return holdsFunc(t.Elem())
	case *types.Signature:
		return true
	}
	return false
}

// usedBy returns the declarations of what one uses, and those that use the same
// variables and fields.
func (x *index) usedBy(d ast.Decl) (list []ast.Decl) {
	for _, obj := range x.uses[d] {
		switch obj := obj.(type) {
		case *types.Var:
			if isShared(obj) {
				list = append(list, x.users[obj]...)
			}
		case *types.Func:
			if !isDynamic(obj) {
				break
			}
			for _, method := range x.methods[obj.Name()] {
				list = append(list, x.declares[method])
				if obj.Pkg() == x.pkg && isPrivate(obj) { // where its values come from is in view
					list = append(list, x.users[receiver(method)]...)
				}
			}
		}
		if of := x.declares[obj]; of != nil {
			list = append(list, of)
		}
	}
	return list
}

// isShared reports whether it may matter what other functions do with a variable or
// field: all of those are in view, and it does not hold text.
func isShared(v *types.Var) bool { return !v.Exported() && !isText(v.Type()) }

// isText reports whether values of a type are bytes and the like, which lead to no
// stream, and on which no path depends.
func isText(t types.Type) bool {
	var elem types.Type
	switch t := t.Underlying().(type) {
	case *types.Slice:
		elem = t.Elem()
	case *types.Array:
		elem = t.Elem()
	default:
		return types.Identical(t, types.Typ[types.String])
	}
	_, basic := elem.Underlying().(*types.Basic)
	return basic || isText(elem)
}

// isPrivate reports whether other packages cannot implement the interface of a
// method.
func isPrivate(method *types.Func) bool {
	n, ok := method.Signature().Recv().Type().(*types.Named)
	return !method.Exported() || ok && !n.Obj().Exported()
}

// receiver returns the type that has a method.
func receiver(method *types.Func) types.Object {
	t := method.Signature().Recv().Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj()
	}
	return nil
}
