package drive

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"os"
	"reflect"
	"strconv"
	"strings"
	"sync/atomic"
	"testing/iotest"
	"time"
	"unsafe"

	"github.com/quic-go/quic-go"

	"example.com/oracle/hook"
)

var errArgument = errors.New("an error as argument")

// maker makes arguments. Which of several possible ones it takes is decided by
// its random numbers; without them it takes the first.
type maker struct {
	run      *run
	types    []reflect.Type // of the fixture's package
	literals []string
	random   *rand.Rand // or nil
}

// pick returns a number below n, zero more often than others.
func (m *maker) pick(n int) int {
	if m.random == nil || n < 2 || m.random.IntN(2) == 0 {
		return 0
	}
	return m.random.IntN(n)
}

func one[T any](m *maker, of ...T) T { return of[m.pick(len(of))] }

// data is what peers, readers and channels send.
func (m *maker) data() []byte {
	of := [][]byte{[]byte("hello, hello, hello, hello"), nil, []byte("h"), make([]byte, 32), []byte("{\"a\": 1}\n"), []byte("1\n2\n3\n"), bytes.Repeat([]byte{1}, 32)}
	for _, l := range m.literals {
		of = append(of, []byte(l), []byte(l+"\n"))
		if n, err := strconv.ParseInt(l, 0, 32); err == nil {
			of = append(of, bytes.Repeat([]byte{byte(n)}, 32), append(binary.BigEndian.AppendUint32(nil, uint32(n)), make([]byte, 8)...))
		}
	}
	return one(m, of...)
}

func (m *maker) text() string {
	return one(m, append([]string{"hello", "", "1", os.DevNull, "/proc/self/stat", strings.Repeat("long ", 1<<14)}, m.literals...)...)
}

func (m *maker) number() int64 {
	of := []int64{1, 0, 2, 3, 5, 100, -1}
	for _, l := range m.literals {
		if n, err := strconv.ParseInt(l, 0, 64); err == nil && n < 1000 {
			of = append(of, n, n+1, n-1)
		}
	}
	return one(m, of...)
}

var (
	typeContext = reflect.TypeFor[context.Context]()
	typeError   = reflect.TypeFor[error]()
	typeStream  = reflect.TypeFor[*quic.Stream]()
)

// parameter makes an argument.
func (m *maker) parameter(t reflect.Type) reflect.Value {
	v := m.value(t, 4)
	if t.Kind() == reflect.Chan && holdsStream(t.Elem()) {
		if m.pick(2) == 0 {
			m.run.drain(v)
		} else {
			m.run.atStop(func() { m.run.drain(v) })
		}
	}
	return v
}

// value makes a value of any type, with depth levels of fields at most.
func (m *maker) value(t reflect.Type, depth int) reflect.Value {
	if special, ok := m.special(t); ok {
		v := reflect.New(t).Elem()
		if special != nil {
			v.Set(reflect.ValueOf(special).Convert(t))
		}
		return v
	}
	v := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.Bool:
		v.SetBool(one(m, false, true))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(m.number())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(m.number()))
	case reflect.String:
		v.SetString(m.text())
	case reflect.Pointer:
		if depth > 0 && t != typeStream {
			v.Set(reflect.New(t.Elem()))
			v.Elem().Set(m.value(t.Elem(), depth-1))
		}
	case reflect.Struct, reflect.Array:
		m.fill(v, depth)
	case reflect.Slice:
		for range one(m, 2, 0, 1, 3) {
			v.Set(reflect.Append(v, m.value(t.Elem(), depth-1)))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(t))
		if t.Elem() != typeStream && depth > 0 {
			for i := range one(m, 2, 0, 1) {
				key := m.value(t.Key(), depth-1)
				if key.Kind() == reflect.String {
					key.SetString(key.String() + strings.Repeat("+", i))
				}
				v.SetMapIndex(key, m.value(t.Elem(), depth-1))
			}
		}
	case reflect.Chan:
		m.channel(v, depth)
	case reflect.Func:
		v.Set(m.function(t, depth))
	case reflect.Interface:
		m.implement(v, depth)
	}
	return v
}

// special makes values of types known by name.
func (m *maker) special(t reflect.Type) (any, bool) {
	switch t {
	case reflect.TypeFor[*quic.Conn]():
		return m.run.conn(), true
	case reflect.TypeFor[*quic.Listener]():
		return m.run.listener(), true
	case typeContext:
		return m.context(), true
	case typeError:
		return one[any](m, nil, errArgument), true
	case reflect.TypeFor[[]byte]():
		return one(m, m.data(), []byte("hello"), make([]byte, 5), nil, make([]byte, 1<<18)), true
	case reflect.TypeFor[any]():
		return one[any](m, "hello", func() {}, 1, new(any), m.run.conn()), true
	case reflect.TypeFor[time.Duration]():
		return one(m, time.Second, 0, time.Millisecond, time.Hour), true
	case reflect.TypeFor[time.Time]():
		return time.Now().Add(one(m, time.Second, -time.Second)), true
	case reflect.TypeFor[*log.Logger]():
		return log.New(io.Discard, "", 0), true
	case reflect.TypeFor[atomic.Bool]():
		v := reflect.New(t).Elem()
		v.Addr().Interface().(*atomic.Bool).Store(one(m, false, true))
		return v.Interface(), true
	}
	return nil, false
}

// context makes one that is live until the run stops, or has ended, or ends soon.
func (m *maker) context() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	m.run.atStop(cancel)
	switch m.pick(3) {
	case 1:
		cancel()
	case 2:
		time.AfterFunc(time.Second, cancel)
	}
	return ctx
}

// fill sets the fields or elements, also unexported ones.
func (m *maker) fill(v reflect.Value, depth int) {
	if v.Kind() == reflect.Array {
		for i := range v.Len() {
			v.Index(i).Set(m.value(v.Type().Elem(), depth))
		}
		return
	}
	if v.Kind() != reflect.Struct || depth < 0 || standard(v.Type()) {
		return
	}
	for i := range v.NumField() {
		f := v.Field(i)
		f = reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
		switch f.Kind() {
		case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
			reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
			if m.pick(2) == 0 {
				continue // mostly what a function keeps for itself
			}
		}
		if f.Type() == typeError {
			continue
		}
		f.Set(m.value(f.Type(), depth-1))
	}
}

// standard tells whether a type is of the standard library, where fields of
// our making do harm.
func standard(t reflect.Type) bool {
	path := t.PkgPath()
	return path != "" && !strings.Contains(path, ".")
}

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
	for _, t := range m.types {
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
