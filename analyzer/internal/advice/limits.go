package advice

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

const (
	// byDefault is how many streams a peer may have open if nobody says
	// otherwise (quic-go internal/protocol/params.go).
	byDefault = 100
	// unbounded is a number of streams that no connection has in use at a time,
	// and that fill the memory before the peer comes to the limit.
	unbounded = 1_000_000
)

// A limit is an assignment of a constant to one of the limits of a quic.Config.
type limit struct {
	store  *ssa.Store
	config ssa.Value // the pointer to it
	field  string
	n      int64
}

// limits looks at the limits that are set.
func (l *look) limits(fns []*ssa.Function) {
	f := newFollower(fns, l.api)
	for _, fn := range fns {
		for instr := range instructions(fn) {
			limit, ok := l.limit(instr)
			if !ok {
				continue
			}
			pos, end := l.src.Statement(limit.store.Pos())
			d := analysis.Diagnostic{Pos: pos, End: end}
			if opened := f.onlyOpens(limit); opened != nil {
				d.Category = LimitSide
				d.Message = limit.field + " has no effect here: this side only opens such streams, and the value of the side that accepts them counts"
				d.Related = append(d.Related, l.related(opened, "streams are opened here"))
			} else if limit.n >= unbounded {
				d.Category = LimitMask
				d.Message = fmt.Sprintf("%s is so large that leaked streams fill the memory before the peer comes to it", limit.field)
			} else {
				continue
			}
			l.found = append(l.found, d)
		}
	}
}

// limit returns the limit that an instruction sets, if it raises one.
func (l *look) limit(instr ssa.Instruction) (limit, bool) {
	store, ok := instr.(*ssa.Store)
	if !ok {
		return limit{}, false
	}
	to, ok := store.Addr.(*ssa.FieldAddr)
	if !ok || !isConfig(l.api, to.X.Type()) {
		return limit{}, false
	}
	field := to.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct).Field(to.Field).Name()
	value, ok := store.Val.(*ssa.Const)
	if !ok || value.Value == nil || value.Value.Kind() != constant.Int || !strings.HasPrefix(field, "MaxIncoming") || !strings.HasSuffix(field, "Streams") {
		return limit{}, false
	}
	n, exact := constant.Int64Val(value.Value)
	return limit{store, to.X, field, n}, exact && n > byDefault && !lowers(store, to)
}

// lowers reports whether a field is assigned to only where it was compared with the
// same constant, so that it becomes no larger than it was.
func lowers(store *ssa.Store, to *ssa.FieldAddr) bool {
	b := store.Block()
	if len(b.Preds) != 1 {
		return false
	}
	i, ok := b.Preds[0].Instrs[len(b.Preds[0].Instrs)-1].(*ssa.If)
	if !ok || i.Block().Succs[0] != b {
		return false
	}
	cond, ok := i.Cond.(*ssa.BinOp)
	if !ok {
		return false
	}
	isField := func(v ssa.Value) bool {
		load, ok := v.(*ssa.UnOp)
		if !ok {
			return false
		}
		from, ok := load.X.(*ssa.FieldAddr)
		return ok && from.X == to.X && from.Field == to.Field
	}
	isLimit := func(v ssa.Value) bool {
		c, ok := v.(*ssa.Const)
		return ok && c.Value != nil && constant.Compare(c.Value, token.EQL, store.Val.(*ssa.Const).Value)
	}
	switch cond.Op {
	case token.GTR, token.GEQ:
		return isField(cond.X) && isLimit(cond.Y)
	case token.LSS, token.LEQ:
		return isLimit(cond.X) && isField(cond.Y)
	}
	return false
}

// isConfig reports whether a type is that of a pointer to the configuration of a
// QUIC library.
func isConfig(api *quicapi.API, t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && named.Obj().Name() == "Config" && named.Obj().Pkg() != nil && api.IsLibrary(named.Obj().Pkg().Path())
}
