package nogo_test

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"fmt"
	"go/types"
	"os"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// A record is a fact in a file. The object is empty for a fact about the
// package.
type record struct {
	Package string
	Object  objectpath.Path
	Fact    analysis.Fact
}

type factKey struct {
	pkg *types.Package
	obj types.Object // nil for a fact about the package
	of  reflect.Type
}

// facts are those that a process knows: of the package that it analyzes, and of
// those it imports, directly or not.
type facts map[factKey]analysis.Fact

// readFacts reads those of the packages that pkg imports. A package without a
// file has none, as one of the standard library.
func readFacts(pkg *types.Package, file func(path string) string) (facts, error) {
	known := make(facts)
	closure := make(map[string]*types.Package)
	reach(pkg, closure)
	for _, imported := range pkg.Imports() {
		name := file(imported.Path())
		if name == "" {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var records []record
		if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&records); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, r := range records {
			about := closure[r.Package]
			if about == nil {
				continue
			}
			key := factKey{pkg: about, of: reflect.TypeOf(r.Fact)}
			if r.Object != "" {
				if key.obj, err = objectpath.Object(about, r.Object); err != nil {
					continue // the types in view do not lead to it
				}
			}
			known[key] = r.Fact
		}
	}
	return known, nil
}

func reach(pkg *types.Package, closure map[string]*types.Package) {
	if closure[pkg.Path()] != nil {
		return
	}
	closure[pkg.Path()] = pkg
	for _, imported := range pkg.Imports() {
		reach(imported, closure)
	}
}

// write writes all facts, those of imported packages, too: a process gets the
// files of direct imports only.
func (f facts) write(name string) error {
	records := []record{}
	for key, fact := range f {
		r := record{Package: key.pkg.Path(), Fact: fact}
		if key.obj != nil {
			path, err := objectpath.For(key.obj)
			if err != nil {
				continue // nobody else can name it
			}
			r.Object = path
		}
		records = append(records, r)
	}
	slices.SortFunc(records, func(a, b record) int {
		return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Object, b.Object), cmp.Compare(fmt.Sprintf("%T", a.Fact), fmt.Sprintf("%T", b.Fact)))
	})
	var data bytes.Buffer
	if err := gob.NewEncoder(&data).Encode(records); err != nil {
		return err
	}
	return os.WriteFile(name, data.Bytes(), 0o666)
}

// get copies a fact into the one that is given.
func (f facts) get(key factKey, fact analysis.Fact) bool {
	key.of = reflect.TypeOf(fact)
	known, ok := f[key]
	if ok {
		reflect.ValueOf(fact).Elem().Set(reflect.ValueOf(known).Elem())
	}
	return ok
}

func (f facts) put(key factKey, fact analysis.Fact) {
	key.of = reflect.TypeOf(fact)
	f[key] = fact
}
