package drive

import (
	"reflect"
	"regexp"
	"strings"
	"time"
	"unsafe"

	"github.com/quic-go/quic-go"

	"example.com/oracle/hook"
)

// end does with a result what a careful caller does: it ends what can be ended.
func (r *run) end(result any) {
	v := reflect.ValueOf(result)
	if !v.IsValid() {
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan:
		if v.IsNil() {
			return
		}
	}
	switch v.Kind() {
	case reflect.Func:
		r.endFunc(v)
		return
	case reflect.Chan:
		if v.Type().ChanDir() != reflect.SendDir {
			r.drain(v)
		}
		return
	}
	if r.release(v) {
		return
	}
	for s := range streams(v) {
		s.Close()
	}
}

// endFunc calls a func that was returned: it closes, or it iterates.
func (r *run) endFunc(f reflect.Value) {
	t := f.Type()
	args := make([]reflect.Value, t.NumIn())
	for i := range args {
		in := t.In(i)
		if in.Kind() == reflect.Func && in.NumOut() == 1 && in.Out(0).Kind() == reflect.Bool {
			args[i] = reflect.MakeFunc(in, func(yielded []reflect.Value) []reflect.Value {
				for _, y := range yielded {
					r.end(y.Interface())
				}
				return []reflect.Value{reflect.ValueOf(true).Convert(in.Out(0))}
			})
			continue
		}
		args[i] = (&maker{run: r}).value(in, 1)
	}
	r.await(func() {
		for _, result := range f.Call(args) {
			r.end(result.Interface())
		}
	})
}

// drain ends all that comes from a channel.
func (r *run) drain(c reflect.Value) {
	if both, ok := r.channels[c.Pointer()]; ok {
		c = both // it was given as one to send on
	}
	go func() {
		for {
			v, ok := c.Recv()
			if !ok {
				return
			}
			r.end(v.Interface())
		}
	}()
}

// The methods that end what their receiver keeps, surest first.
var (
	closes = regexp.MustCompile(`(?i)^(close|stop|shut|end|finish|release|abort|cancel|quit|kill|terminate|dispose|hang|done|bye|unlock)`)
	drops  = regexp.MustCompile(`(?i)(close|stop|drop|reset|clear|remove|evict|free|flush|drain|leave|forget|empty)`)
)

// release calls the methods of a fixture's type that end what it keeps, and
// tells whether there are any.
func (r *run) release(v reflect.Value) (found bool) {
	for _, names := range []*regexp.Regexp{closes, drops} {
		for i := range v.NumMethod() {
			if m := v.Method(i); names.MatchString(v.Type().Method(i).Name) && m.Type().NumIn() == 0 {
				found = true
				r.await(func() { m.Call(nil) })
			}
		}
		for _, f := range hook.Funcs {
			method := reflect.TypeOf(f.Value)
			_, name, _ := strings.Cut(f.Name, ").")
			if name == "" || name[0] < 'a' || !names.MatchString(name) || method.NumIn() != 1 || method.In(0) != v.Type() {
				continue
			}
			found = true
			r.await(func() { reflect.ValueOf(f.Value).Call([]reflect.Value{v}) })
		}
	}
	return found
}

// await calls f, which may panic or block for long.
func (r *run) await(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		quietly(f)
	}()
	select {
	case <-done:
	case <-time.After(stage):
	}
}

// streams returns the streams that can be reached from a value.
func streams(v reflect.Value) map[*quic.Stream]bool {
	found := make(map[*quic.Stream]bool)
	seen := make(map[unsafe.Pointer]bool)
	var walk func(v reflect.Value, depth int)
	walk = func(v reflect.Value, depth int) {
		if depth == 0 {
			return
		}
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() || seen[v.UnsafePointer()] {
				return
			}
			if v.Type() == typeStream {
				found[(*quic.Stream)(v.UnsafePointer())] = true
				return
			}
			if path := v.Type().Elem().PkgPath(); strings.HasPrefix(path, "github.com/") || strings.HasPrefix(path, "testing") {
				return
			}
			seen[v.UnsafePointer()] = true
			walk(v.Elem(), depth-1)
		case reflect.Interface:
			walk(v.Elem(), depth-1)
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i), depth-1)
			}
		case reflect.Slice, reflect.Array:
			if v.Type().Elem().Kind() != reflect.Uint8 {
				for i := range v.Len() {
					walk(v.Index(i), depth-1)
				}
			}
		case reflect.Map:
			for it := v.MapRange(); it.Next(); {
				walk(it.Key(), depth-1)
				walk(it.Value(), depth-1)
			}
		}
	}
	walk(v, 12)
	return found
}

// holdsStream tells whether values of a type may hold a stream.
func holdsStream(t reflect.Type) bool {
	seen := make(map[reflect.Type]bool)
	var holds func(t reflect.Type) bool
	holds = func(t reflect.Type) bool {
		if seen[t] {
			return false
		}
		seen[t] = true
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			return t == typeStream || holds(t.Elem())
		case reflect.Struct:
			for i := range t.NumField() {
				if holds(t.Field(i).Type) {
					return true
				}
			}
		case reflect.Interface:
			_, ok := t.MethodByName("Close")
			return ok
		}
		return false
	}
	return holds(t)
}
