package quicapi

import (
	_ "embed"
	"fmt"
	"go/types"
	"strings"
	"sync"
)

// A Table says what functions do that cannot be seen. It is read from lines
//
//	pattern role [role ...]  # comment
//
// known.txt explains them.
type Table map[place][]entry

// A place is what has functions: a package, a type with methods, or all
// packages below a path.
type place struct {
	path string
	typ  string // of the receiver; anyType, noType or tree
}

const (
	noType  = ""
	anyType = "*"
	tree    = "..." // any function or method of the package and those below it
)

// An entry is one line of a table.
type entry struct {
	name   string
	prefix bool // stands for all names that begin like that
	known  Known
	line   string // "file:line"
}

//go:embed known.txt
var knownText string

// known is the table of functions of well-known packages. A test reads it, too,
// and knows its errors.
var known = sync.OnceValue(func() Table {
	t := make(Table)
	t.Read("known.txt", knownText)
	return t
})

// Read adds the lines of a file to the table. An error names the file and the
// line, and says how to mend it.
func (t Table) Read(file, text string) error {
	n := 0
	for line := range strings.Lines(text) {
		n++
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		at := fmt.Sprintf("%s:%d", file, n)
		if err := t.add(at, fields[0], fields[1:]); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
	}
	return nil
}

func (t Table) add(line, pattern string, roles []string) error {
	where, name, err := parsePattern(pattern)
	if err != nil {
		return err
	}
	e := entry{line: line}
	e.name, e.prefix = strings.CutSuffix(name, "*")
	for _, other := range t[where] {
		if other.name == e.name && other.prefix == e.prefix {
			return fmt.Errorf("%s has an entry at %s: merge the two", pattern, other.line)
		}
	}
	if e.known, err = parseRoles(roles, where.typ); err != nil {
		return fmt.Errorf("%s: %w", pattern, err)
	}
	t[where] = append(t[where], e)
	return nil
}

// parsePattern takes path.Name, (path.Type).Name or path/... apart.
func parsePattern(pattern string) (where place, name string, err error) {
	if base, ok := strings.CutSuffix(pattern, "/..."); ok {
		where, name = place{base, tree}, "*"
	} else if inner, ok := strings.CutPrefix(pattern, "("); ok {
		inner, name, _ = strings.Cut(inner, ").")
		where.path, where.typ = cutName(strings.TrimPrefix(inner, "*"))
	} else {
		where.path, name = cutName(pattern)
	}
	typ := strings.TrimSuffix(where.typ, anyType)
	if where.typ == tree {
		typ = noType
	}
	switch {
	case where.path == "" || name == "" || strings.HasPrefix(pattern, "(") && where.typ == "":
		err = fmt.Errorf("%q is no pattern: write import/path.Func, import/path/... or (import/path.Type).Method", pattern)
	case strings.ContainsAny(where.path+typ+strings.TrimSuffix(name, "*"), "*()[]"):
		err = fmt.Errorf("%q is no pattern: a * stands at the end of a name, or for a type, and types have no parameters", pattern)
	}
	return where, name, err
}

// cutName cuts a qualified name at the dot behind the import path.
func cutName(qualified string) (path, name string) {
	dot := strings.LastIndexByte(qualified, '.')
	if dot < strings.LastIndexByte(qualified, '/') || dot < 0 {
		return "", ""
	}
	return qualified[:dot], qualified[dot+1:]
}

func placeOf(fn *types.Func) place {
	var p place
	if fn.Pkg() != nil {
		p.path = fn.Pkg().Path()
	}
	if recv := fn.Signature().Recv(); recv != nil {
		t := types.Unalias(recv.Type())
		if ptr, ok := t.(*types.Pointer); ok {
			t = types.Unalias(ptr.Elem())
		}
		p.typ = anyType
		if n, ok := t.(*types.Named); ok {
			p.typ = n.Obj().Name()
		}
	}
	return p
}

// lookup returns what the entry says that fits best: the type before any type,
// a package before a tree, and a long name before a short one.
func (t Table) lookup(at place, name string) (Known, bool) {
	if len(t) == 0 {
		return Known{}, false
	}
	if k, ok := match(t[at], name); ok {
		return k, true
	}
	if at.typ != noType {
		if k, ok := match(t[place{at.path, anyType}], name); ok {
			return k, true
		}
	}
	for p := at.path; ; {
		if k, ok := match(t[place{p, tree}], name); ok {
			return k, true
		}
		slash := strings.LastIndexByte(p, '/')
		if slash < 0 {
			return Known{}, false
		}
		p = p[:slash]
	}
}

func match(entries []entry, name string) (Known, bool) {
	var best entry
	found := false
	for _, e := range entries {
		switch {
		case e.name == name && !e.prefix:
			return e.known, true
		case e.prefix && strings.HasPrefix(name, e.name) && (!found || len(e.name) > len(best.name)):
			best, found = e, true
		}
	}
	return best.known, found
}
