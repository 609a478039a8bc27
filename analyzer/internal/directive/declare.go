package directive

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// Declared is the fact about a function, an interface method or a field: what
// its comments say of the streams that it gets. The receiver of a method is
// operand 0, before its parameters; what is stored in a field is operand 0.
type Declared struct {
	Owns, Borrows []int
}

// AFact marks Declared as a fact.
func (*Declared) AFact() {}

func (d *Declared) String() string { return fmt.Sprintf("owns %v borrows %v", d.Owns, d.Borrows) }

// A declaration is the syntax of what a directive can speak of.
type declaration struct {
	names  []*ast.Ident // of a function, or of fields
	field  ast.Expr     // the type of the fields, or nil
	method bool         // the function is that of an interface
}

// declare reads a directive owns or borrows.
func (s *Set) declare(f *ast.File, c *ast.Comment, verb, rest string) {
	d := s.around(f, c)
	switch {
	case d == nil:
		s.complain(c, Prefix+verb+" speaks of no parameter and no field: write it into the comment of a function or interface method, or on the line of a parameter or field")
	case d.field != nil:
		for _, name := range d.names {
			s.set(c, verb, s.info.Defs[name], 0, "field "+name.Name, s.info.TypeOf(d.field))
		}
	default:
		s.declareParams(c, verb, d, rest)
	}
}

func (s *Set) declareParams(c *ast.Comment, verb string, d *declaration, rest string) {
	names, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	if names == "" {
		s.complain(c, fmt.Sprintf("%s%s does not name a parameter: write %[1]s%[2]s name", Prefix, verb))
		return
	}
	params := s.operands(d)
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(params, func(p *types.Var) bool { return p != nil && p.Name() == name })
		if i < 0 {
			s.complain(c, fmt.Sprintf("%s%s: %s has no parameter %q: name one as it is declared", Prefix, verb, d.names[0].Name, name))
			continue
		}
		s.set(c, verb, s.info.Defs[d.names[0]], i, "parameter "+name, params[i].Type())
	}
}

// operands returns the receiver and the parameters of a function; that of an
// interface method has no name.
func (s *Set) operands(d *declaration) []*types.Var {
	fn, ok := s.info.Defs[d.names[0]].(*types.Func)
	if !ok {
		return nil
	}
	var list []*types.Var
	if d.method {
		list = append(list, nil)
	} else if recv := fn.Signature().Recv(); recv != nil {
		list = append(list, recv)
	}
	for p := range fn.Signature().Params().Variables() {
		list = append(list, p)
	}
	return list
}

// set notes what is declared of an operand.
func (s *Set) set(c *ast.Comment, verb string, obj types.Object, operand int, what string, t types.Type) {
	d := s.declared[obj]
	switch {
	case obj == nil || t == nil:
		return // an error of the code, which others report
	case !canHold(t, make(map[types.Type]bool)):
		s.complain(c, fmt.Sprintf("%s%s has no effect: %s of type %s cannot hold a stream", Prefix, verb, what, types.TypeString(t, types.RelativeTo(obj.Pkg()))))
		return
	case d == nil:
		d = new(Declared)
		s.declared[obj] = d
	case slices.Contains(d.Owns, operand) || slices.Contains(d.Borrows, operand):
		s.complain(c, fmt.Sprintf("%s%s: %s has such a directive already: remove one of them", Prefix, verb, what))
		return
	}
	if verb == "owns" {
		d.Owns = append(d.Owns, operand)
	} else {
		d.Borrows = append(d.Borrows, operand)
	}
}

// canHold reports whether a stream, or something that leads to one, can be of
// the type, or in a value of it.
func canHold(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Kind() == types.UnsafePointer
	case *types.Pointer:
		return canHold(u.Elem(), seen)
	case *types.Slice:
		return canHold(u.Elem(), seen)
	case *types.Array:
		return canHold(u.Elem(), seen)
	case *types.Chan:
		return canHold(u.Elem(), seen)
	case *types.Map:
		return canHold(u.Key(), seen) || canHold(u.Elem(), seen)
	}
	return true
}

// around finds the innermost declaration that a comment belongs to, or nil.
func (s *Set) around(f *ast.File, c *ast.Comment) *declaration {
	at := s.line(c.Pos())
	belongs := func(doc, comment *ast.CommentGroup, from, to token.Pos) bool {
		for _, group := range []*ast.CommentGroup{doc, comment} {
			if group != nil && group.Pos() <= c.Pos() && c.End() <= group.End() {
				return true
			}
		}
		return s.line(from) <= at && at <= s.line(to)
	}
	var found *declaration
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if belongs(n.Doc, nil, n.Pos(), n.Type.End()) {
				found = &declaration{names: []*ast.Ident{n.Name}}
			}
		case *ast.StructType:
			for _, field := range n.Fields.List {
				if belongs(field.Doc, field.Comment, field.Pos(), field.End()) {
					found = &declaration{names: fieldNames(field), field: field.Type}
				}
			}
		case *ast.InterfaceType:
			for _, m := range n.Methods.List {
				if _, ok := m.Type.(*ast.FuncType); ok && belongs(m.Doc, m.Comment, m.Pos(), m.End()) {
					found = &declaration{names: m.Names, method: true}
				}
			}
		}
		return true
	})
	return found
}

// fieldNames returns the names of a field; an embedded one is called after its
// type.
func fieldNames(field *ast.Field) []*ast.Ident {
	t := field.Type
	for len(field.Names) == 0 {
		switch x := t.(type) {
		case *ast.Ident:
			return []*ast.Ident{x}
		case *ast.StarExpr:
			t = x.X
		case *ast.SelectorExpr:
			t = x.Sel
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		default:
			return nil
		}
	}
	return field.Names
}

func (s *Set) line(p token.Pos) int { return s.fset.Position(p).Line }
