package guard

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
)

type fact struct{ Text string }

func (*fact) AFact() {}

// A panic of the driver is told with the file that it came from, and the cure.
func TestExplain(t *testing.T) {
	gob.Register(new(fact))
	type record struct {
		PkgPath, Object string
		Fact            analysis.Fact
	}
	var facts bytes.Buffer
	if err := gob.NewEncoder(&facts).Encode([]record{{"example.com/a", "F", &fact{"text"}}}); err != nil {
		t.Fatal(err)
	}
	vetx := func(facts []byte) string {
		types := "types"
		data := binary.LittleEndian.AppendUint32([]byte("vetx"), uint32(len(types)))
		data = binary.LittleEndian.AppendUint32(data, uint32(len(facts)))
		return string(data) + types + string(facts)
	}
	damaged := bytes.Clone(facts.Bytes())
	damaged[len(damaged)/2] ^= 0xff

	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	cfg := fmt.Sprintf(`{"ImportPath": "example.com/user", "PackageVetx": {"example.com/a": %q, "example.com/b": %q}}`, path("a"), path("b"))
	for name, test := range map[string]struct {
		cfg, a, b string
		want      []string
	}{
		"damaged":    {cfg, vetx(facts.Bytes()), vetx(damaged), []string{"package example.com/user: ", "about example.com/b are damaged", path("b"), "go clean -cache"}},
		"cut":        {cfg, vetx(facts.Bytes())[:30], vetx(nil), []string{"about example.com/a are damaged", path("a")}},
		"empty":      {cfg, "", vetx(nil), []string{"about example.com/a are damaged"}},
		"whole":      {cfg, vetx(facts.Bytes()), vetx(nil), []string{"package example.com/user: panic: cause"}},
		"no package": {"{", "", "", []string{"panic: cause"}},
	} {
		t.Run(name, func(t *testing.T) {
			for file, text := range map[string]string{"cfg": test.cfg, "a": test.a, "b": test.b} {
				if err := os.WriteFile(path(file), []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			got := Explain("cause", path("cfg"))
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is not in %q", want, got)
				}
			}
		})
	}
}
