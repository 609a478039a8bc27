package advice

import (
	"go/token"
	"go/types"
	"iter"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// ahead yields the instructions that are executed behind another one whatever
// happens, up to the next condition. The error of a call that was passed is no
// condition: it is taken to be nil.
func ahead(from ssa.Instruction) iter.Seq[ssa.Instruction] {
	return func(yield func(ssa.Instruction) bool) {
		block := from.Block()
		rest := block.Instrs[slices.Index(block.Instrs, from)+1:]
		passed := map[ssa.Value]bool{}
		if v, ok := from.(ssa.Value); ok {
			passed[v] = true
		}
		seen := make(map[*ssa.BasicBlock]bool)
		for block != nil && !seen[block] {
			for _, instr := range rest {
				if !yield(instr) {
					return
				}
				if v, ok := instr.(*ssa.Call); ok {
					passed[v] = true
				}
			}
			seen[block] = true
			if block = next(block, passed); block != nil {
				rest = block.Instrs
			}
		}
	}
}

// next returns the only block that may follow, or nil if there is another one.
func next(block *ssa.BasicBlock, passed map[ssa.Value]bool) *ssa.BasicBlock {
	if len(block.Succs) == 1 {
		return block.Succs[0]
	}
	if branch, ok := block.Instrs[len(block.Instrs)-1].(*ssa.If); ok {
		if of, succ := withoutError(branch); of != nil && passed[of] {
			return succ
		}
	}
	return nil
}

// withoutError returns the call whose error a condition tests, and where it goes
// on if that is nil; nil for another condition.
func withoutError(branch *ssa.If) (of *ssa.Call, succ *ssa.BasicBlock) {
	test, ok := branch.Cond.(*ssa.BinOp)
	if !ok || test.Op != token.EQL && test.Op != token.NEQ {
		return nil, nil
	}
	if c, ok := test.Y.(*ssa.Const); !ok || !c.IsNil() || !isError(test.X.Type()) {
		return nil, nil
	}
	v := placeOf(test.X).root
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	of, _ = v.(*ssa.Call)
	if test.Op == token.EQL {
		return of, branch.Block().Succs[0]
	}
	return of, branch.Block().Succs[1]
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}

// mayWait reports whether an instruction may wait for something to happen, so
// that what was sent before may well have arrived behind it.
func (l *look) mayWait(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Call:
		return !l.isQuick(&instr.Call)
	case *ssa.Send, *ssa.Select:
		return true
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case *ssa.Next:
		return !instr.IsString && isChannel(instr.Iter)
	}
	return false
}

func isChannel(v ssa.Value) bool {
	over, ok := v.(*ssa.Range)
	if !ok {
		return false
	}
	_, ok = over.X.Type().Underlying().(*types.Chan)
	return ok
}

// quick are packages whose functions do not wait for a peer.
var quick = map[string]bool{
	"bytes": true, "context": true, "encoding/binary": true, "encoding/json": true, "errors": true, "fmt": true, "log": true,
	"log/slog": true, "math": true, "slices": true, "sort": true, "strconv": true, "strings": true, "sync/atomic": true, "time": true,
}

// isQuick reports whether a call is known not to wait for a peer.
func (l *look) isQuick(call *ssa.CallCommon) bool {
	if _, ok := call.Value.(*ssa.Builtin); ok {
		return true
	}
	fn := function(call)
	if fn == nil {
		return types.TypeString(call.Value.Type(), nil) == "context.CancelFunc"
	}
	m, receiver := method(call)
	if m != nil && quicapi.IsSendHalf(receiver.Type()) {
		return !quicapi.Reads(m)
	}
	known := l.api.Known(fn)
	switch {
	case known.Reads|known.Drains != 0:
		return false
	case m != nil && quicapi.EndsConnection(fn.Name()) && quicapi.IsConnection(receiver.Type()):
		return true
	case known.Uses == quicapi.AllOperands:
		return true
	case fn.Pkg() == nil:
		return fn.Name() == "Error" // of the type error
	case fn.Pkg().Path() == "sync":
		return strings.HasSuffix(fn.Name(), "Unlock") || fn.Name() == "Done"
	case fn.Pkg().Path() == "time":
		return fn.Name() != "Sleep"
	}
	return quick[fn.Pkg().Path()] && !quicapi.Reads(fn)
}
