package drive

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/quic-go/quic-go"
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
	typeConn    = reflect.TypeFor[*quic.Conn]()
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
	case typeConn:
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
	ends := endsSomething(v.Type())
	for i := range v.NumField() {
		f := v.Field(i)
		f = reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
		if ends && mayTellOfEnd(v.Type().Field(i)) {
			if f.Kind() == reflect.Chan {
				f.Set(reflect.MakeChan(f.Type(), 0))
			}
			continue
		}
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

// endsSomething tells whether a struct has a connection or stream to end.
func endsSomething(t reflect.Type) bool {
	for i := range t.NumField() {
		if f := t.Field(i).Type; f == typeStream || f == typeConn {
			return true
		}
	}
	return false
}

// mayTellOfEnd tells whether a field, going by its name, says that its struct has
// ended what it has: to set it without doing so would make what no program does.
func mayTellOfEnd(f reflect.StructField) bool {
	return slices.Contains([]string{"closed", "done", "gone"}, f.Name)
}

// standard tells whether a type is of the standard library, where fields of
// our making do harm.
func standard(t reflect.Type) bool {
	path := t.PkgPath()
	return path != "" && !strings.Contains(path, ".")
}
