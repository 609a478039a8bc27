package drive

import (
	"bytes"
	"io"
	"net"
	"reflect"
	"slices"
	"testing/iotest"
	"time"

	"example.com/oracle/hook"
)

// channel makes a channel. What is sent on it is received, unless streams are;
// what can be received are two values and the end.
func (m *maker) channel(v reflect.Value, depth int) {
	t := v.Type()
	if holdsStream(t.Elem()) {
		c := reflect.MakeChan(reflect.ChanOf(reflect.BothDir, t.Elem()), one(m, 8*slots, 0))
		m.run.channels[c.Pointer()] = c
		v.Set(c.Convert(t))
		return
	}
	c := reflect.MakeChan(reflect.ChanOf(reflect.BothDir, t.Elem()), 2)
	v.Set(c.Convert(t))
	if t.ChanDir() == reflect.SendDir {
		go func() {
			for {
				if _, ok := c.Recv(); !ok {
					return
				}
			}
		}()
		m.run.atStop(func() { c.Close() })
		return
	}
	switch m.pick(4) {
	case 0:
		c.Send(m.value(t.Elem(), depth-1))
		c.Send(m.value(t.Elem(), depth-1))
		c.Close()
	case 1:
		c.Close()
	case 2:
		m.run.atStop(func() { quietly(func() { c.Close() }) })
	case 3:
		c.Send(m.value(t.Elem(), depth-1))
		m.run.atStop(func() { quietly(func() { c.Close() }) })
	}
}

// quietly calls f, which may panic.
func quietly(f func()) {
	defer func() { recover() }()
	f()
}

// function makes a function that uses readers and writers, ends streams it is
// given, and returns what it likes.
func (m *maker) function(t reflect.Type, depth int) reflect.Value {
	data := m.data()
	fail := m.pick(3)
	return reflect.MakeFunc(t, func(args []reflect.Value) []reflect.Value {
		for i, a := range args {
			_, closes := t.In(i).MethodByName("Close")
			w, writes := a.Interface().(io.Writer)
			switch {
			case closes:
				m.run.end(a.Interface())
			case writes && fail != 1:
				w.Write(data)
			case t.In(i).Kind() == reflect.Func:
				m.use(a, depth)
			}
		}
		if fail == 2 && t.NumOut() == 0 {
			panic("in a function that was given as argument")
		}
		results := make([]reflect.Value, t.NumOut())
		for i := range results {
			out := t.Out(i)
			switch {
			case out == typeError && fail != 0:
				results[i] = reflect.ValueOf(errArgument)
			case out == typeError:
				results[i] = reflect.Zero(out)
			case out == typeStream && fail != 0:
				results[i] = reflect.Zero(out)
			case out == typeStream:
				s, _ := hook.Stream(m.run.conn().OpenStream())
				results[i] = reflect.ValueOf(s)
			default:
				results[i] = m.value(out, depth-1)
			}
		}
		return results
	})
}

// use calls a function that was given to one of ours: the body of a loop, or
// something to run.
func (m *maker) use(f reflect.Value, depth int) {
	t := f.Type()
	for range 2 {
		args := make([]reflect.Value, t.NumIn())
		for i := range args {
			args[i] = m.value(t.In(i), depth-1)
		}
		more := call(f, args)
		if len(more) != 1 || more[0].Kind() != reflect.Bool || !more[0].Bool() {
			return
		}
	}
}

// implement sets a variable of an interface type.
func (m *maker) implement(v reflect.Value, depth int) {
	var of []any
	add := func(x any) {
		if reflect.TypeOf(x).Implements(v.Type()) {
			of = append(of, x)
		}
	}
	add(bytes.NewBuffer(m.data()))
	add(iotest.ErrReader(errArgument))
	add(failingWriter{})
	if v.Type() == reflect.TypeFor[net.Conn]() || v.NumMethod() < 6 && v.Type().PkgPath() == "io" {
		add(m.pipe())
	}
	types := m.types
	if path := v.Type().PkgPath(); path != m.run.f.Package {
		types = append(slices.Clone(types), hook.Types[path]...)
	}
	for _, t := range types {
		if depth > 0 && t.Kind() != reflect.Interface {
			if t.Implements(v.Type()) {
				add(m.value(t, depth-1).Interface())
			} else if reflect.PointerTo(t).Implements(v.Type()) {
				add(m.value(reflect.PointerTo(t), depth-1).Interface())
			}
		}
	}
	if _, ok := v.Type().MethodByName("CancelWrite"); !ok {
		if _, ok := v.Type().MethodByName("Write"); !ok {
			add(m.run.conn())
		}
	}
	if i := m.pick(len(of) + 1); i < len(of) { // or leave it nil
		v.Set(reflect.ValueOf(of[i]))
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errArgument }

// pipe is a connection whose other end sends data, reads, and closes.
func (m *maker) pipe() net.Conn {
	near, far := net.Pipe()
	data, mode := m.data(), m.pick(3)
	if mode == 1 {
		far.Close()
		return near
	}
	go io.Copy(io.Discard, far)
	go func() {
		far.Write(data)
		if mode == 0 {
			time.Sleep(time.Second)
			far.Close()
		}
	}()
	m.run.atStop(func() { far.Close() })
	return near
}
