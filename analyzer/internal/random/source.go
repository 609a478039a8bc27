package random

import (
	"fmt"
	"go/format"
	"strings"
)

// Source prints the program as Go. Variables in unread are never used
// otherwise; the compiler wants them to be.
func (p *Program) Source(unread map[string]bool) (string, error) {
	w := &printer{unread: unread}
	for _, f := range p.Funcs {
		w.function(f)
	}
	body := w.String()
	var b strings.Builder
	b.WriteString("package p\n\nimport (\n")
	text := prelude(body)
	for _, path := range []string{"context", "errors", "io", "os", quicPath} {
		name := path[strings.LastIndex(path, "/")+1:]
		if path == quicPath {
			name = "quic"
		}
		if strings.Contains(text+body, name+".") {
			fmt.Fprintf(&b, "%q\n", path)
		}
	}
	fmt.Fprintf(&b, ")\n\n%s%s", text, body)
	src, err := format.Source([]byte(b.String()))
	return string(src), err
}

// declarations are what programs may use without declaring it. The functions
// that cannot be seen are variables.
var declarations = []struct{ uses, text string }{
	{"ctx", "var ctx context.Context\n"},
	{"work(", "var work func() error // cannot be seen, and may fail\n"},
	{"cond(", "var cond func() bool // cannot be seen\n"},
	{"count(", "var count func() int // cannot be seen\n"},
	{"sink(", "var sink func(io.Closer) // cannot be seen, and may keep what it gets\n"},
	{"use(", "var use func(io.Writer) // cannot be seen\n"},
	{"run(", "var run func(func()) // cannot be seen, and calls its argument once\n"},
	{"Queue", "var Queue chan *quic.Stream\n"},
	{"done", "var done chan struct{}\n"},
	{"holder", `
type holder struct{ stream *quic.Stream }

func (h *holder) Close() error { return h.stream.Close() }
func (h *holder) end()         { h.stream.CancelWrite(1) }
func (h *holder) peek()        { h.stream.Read(nil) }
func (h *holder) Write(b []byte) (int, error) { return h.stream.Write(b) }
`},
	{"embedded", "\ntype embedded struct{ *quic.Stream }\n"},
}

// prelude returns the declarations that the text of functions needs.
func prelude(body string) string {
	var b strings.Builder
	for _, d := range declarations {
		if strings.Contains(body, d.uses) {
			b.WriteString(d.text)
		}
	}
	return b.String() + "\n"
}

type printer struct {
	strings.Builder
	unread map[string]bool
	used   map[string]bool // labels of the function that is printed
}

func (w *printer) printf(format string, args ...any) { fmt.Fprintf(w, format, args...) }

var typeNames = map[Type]string{
	Bool: "bool", Int: "int", Error: "error", Conn: "*quic.Conn", Stream: "*quic.Stream",
	Holder: "*holder", Embedded: "embedded", Closer: "io.Closer", Writer: "io.Writer",
	Action: "func()", Fallible: "func() error",
}

func params(vars []Var, named bool) string {
	var list []string
	for _, v := range vars {
		if named {
			list = append(list, v.Name+" "+typeNames[v.Type])
		} else {
			list = append(list, typeNames[v.Type])
		}
	}
	return strings.Join(list, ", ")
}

func (w *printer) function(f *Func) {
	w.used = make(map[string]bool)
	visit(f.Body, func(s Stmt) {
		if j, ok := s.(*Jump); ok {
			w.used[j.Label] = true
		}
	})
	w.printf("func %s(%s) ", f.Name, params(f.Params, true))
	if len(f.Results) > 0 {
		w.printf("(%s) ", params(f.Results, f.Named))
	}
	w.printf("{\n")
	w.list(f.Body)
	w.printf("}\n\n")
}

func (w *printer) list(list []Stmt) {
	for _, s := range list {
		w.stmt(s)
	}
}

// clause prints one case of a switch or select. A label at its end needs a statement.
func (w *printer) clause(head string, list []Stmt) {
	w.printf("%s:\n", head)
	w.list(list)
	if n := len(list); n > 0 {
		if b, ok := list[n-1].(*Block); ok && w.used[b.Label] {
			w.printf("{\n}\n")
		}
	}
}

func (w *printer) block(list []Stmt) {
	w.printf("{\n")
	w.list(list)
	w.printf("}")
}

// declared makes the compiler content with a variable that is never read.
func (w *printer) declared(name string) {
	if w.unread[name] {
		w.printf("_ = %s\n", name)
	}
}

func (w *printer) stmt(s Stmt) {
	switch s := s.(type) {
	case *Do:
		w.do(s)
	case *Assign:
		if s.New {
			w.printf("var %s %s = ", s.To.Name, typeNames[s.To.Type])
		} else {
			w.printf("%s = ", s.To.Name)
		}
		w.value(s.Value)
		w.printf("\n")
		if s.New {
			w.declared(s.To.Name)
		}
	case *SetField:
		w.printf("%s.stream = %s\n", s.Holder, s.Stream)
	case *If:
		w.printf("if %s ", s.Cond)
		w.ifBody(s.Then, s.Else)
	case *TypeTest:
		w.printf("if %s, ok := %s.(io.Closer); ok {\n_ = %[1]s\n", s.Closer, s.Of)
		w.list(s.Then)
		w.printf("}")
		w.elsePart(s.Else)
	case *Loop:
		w.loop(s)
	case *Switch:
		w.printf("switch %s {\n", s.On)
		for i, name := range []string{"case 0", "case 1", "default"} {
			w.clause(name, s.Cases[i])
		}
		w.printf("}\n")
	case *Select:
		w.printf("select {\n")
		if s.Send != "" {
			w.clause("case Queue <- "+s.Send, s.Sent)
		}
		w.clause("case <-done", s.Done)
		if s.Default {
			w.clause("default", s.Idle)
		}
		w.printf("}\n")
	case *Block:
		w.block(s.Body)
		w.printf("\n")
		if w.used[s.Label] {
			w.printf("%s:\n", s.Label)
		}
	case *Jump:
		w.printf("%s %s\n", [...]string{"break", "continue", "goto"}[s.Kind], s.Label)
	case *Return:
		w.printf("return ")
		w.values(s.Values)
		w.printf("\n")
	case *Exit:
		if s.Panic {
			w.printf("panic(\"unexpected\")\n")
		} else {
			w.printf("os.Exit(1)\n")
		}
	case *Send:
		w.printf("Queue <- %s\n", s.Stream)
	}
}

func (w *printer) ifBody(then, els []Stmt) {
	w.block(then)
	w.elsePart(els)
}

func (w *printer) elsePart(els []Stmt) {
	if len(els) > 0 {
		w.printf(" else ")
		w.block(els)
	}
	w.printf("\n")
}

func (w *printer) loop(s *Loop) {
	if w.used[s.Label] {
		w.printf("%s:\n", s.Label)
	}
	switch {
	case s.Count:
		w.printf("for range count() ")
	case s.Cond != nil:
		w.printf("for %s ", s.Cond)
	default:
		w.printf("for ")
	}
	w.block(s.Body)
	w.printf("\n")
}

func (w *printer) do(s *Do) {
	w.printf("%s", [...]string{"", "defer ", "go "}[s.How])
	var names, fresh []string
	for _, d := range s.Dst {
		names = append(names, d.Name)
		if d.New {
			fresh = append(fresh, d.Name)
		}
	}
	op := " = "
	switch known := len(names) - len(fresh) - strings.Count(strings.Join(names, " "), "_"); {
	case len(fresh) > 0 && known == 0:
		op = " := "
	case len(fresh) > 0:
		for _, d := range s.Dst {
			if d.New {
				w.printf("var %s %s\n", d.Name, typeNames[d.Type])
			}
		}
	}
	if len(names) > 0 {
		w.printf("%s%s", strings.Join(names, ", "), op)
	}
	w.call(s.Call)
	if s.Call.Site > 0 {
		w.printf(" // site %d", s.Call.Site)
	}
	w.printf("\n")
	for _, name := range fresh {
		w.declared(name)
	}
}

// methodArgs are the arguments that methods are called with.
var methodArgs = map[string]string{
	"AcceptStream": "ctx", "OpenStreamSync": "ctx", "CloseWithError": `0, ""`,
	"CancelWrite": "1", "CancelRead": "1", "Write": "nil", "Read": "nil",
}

func (w *printer) call(c *Call) {
	switch {
	case c.Recv != "":
		w.printf("%s.%s(%s)", c.Recv, c.Name, methodArgs[c.Name])
		return
	case c.Lit != nil:
		w.lit(c.Lit)
	default:
		w.printf("%s", c.Name)
	}
	w.printf("(")
	w.values(c.Args)
	w.printf(")")
}

func (w *printer) lit(l *Lit) {
	w.printf("func(%s) %s ", params(l.Params, true), typeNames[l.Result])
	w.block(l.Body)
}

func (w *printer) values(list []Value) {
	for i, v := range list {
		if i > 0 {
			w.printf(", ")
		}
		w.value(v)
	}
}

func (w *printer) value(v Value) {
	switch v.Kind {
	case Nil:
		w.printf("nil")
	case True:
		w.printf("true")
	case False:
		w.printf("false")
	case Ref:
		w.printf("%s", v.Name)
	case Failure:
		w.printf("errors.New(\"failed\")")
	case MakeHolder:
		w.printf("&holder{stream: %s}", v.Name)
	case MakeEmbed:
		w.printf("embedded{%s}", v.Name)
	case FieldOf:
		w.printf("%s.stream", v.Name)
	case Literal:
		w.lit(v.Lit)
	case MethodValue:
		w.printf("%s.Close", v.Name)
	}
}

func (c *Cond) String() string {
	switch c.Op {
	case IsTrue:
		return c.Name
	case IsNil:
		return c.Name + " == nil"
	case EqualTo:
		return fmt.Sprintf("%s == %d", c.Name, c.K)
	case IsEOF:
		return fmt.Sprintf("errors.Is(%s, io.EOF)", c.Name)
	case Unknown:
		return "cond()"
	case Not:
		switch c.X.Op {
		case IsNil:
			return c.X.Name + " != nil"
		case EqualTo:
			return fmt.Sprintf("%s != %d", c.X.Name, c.X.K)
		case And, Or:
			return "!(" + c.X.String() + ")"
		}
		return "!" + c.X.String()
	case And:
		return c.X.operand() + " && " + c.Y.operand()
	default:
		return c.X.operand() + " || " + c.Y.operand()
	}
}

func (c *Cond) operand() string {
	if c.Op == And || c.Op == Or {
		return "(" + c.String() + ")"
	}
	return c.String()
}
