package guard

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// Explain says what to do about a panic of the driver that the go command runs
// with a .cfg file. The analyzer does not panic under [Wrap], and the driver does
// so on facts that are not as it wrote them.
func Explain(cause any, cfgFile string) string {
	var cfg struct {
		ImportPath  string
		PackageVetx map[string]string // the files with the facts about packages
	}
	text, err := os.ReadFile(cfgFile)
	if err == nil {
		err = json.Unmarshal(text, &cfg)
	}
	if err != nil {
		return fmt.Sprintf("panic: %v", cause)
	}
	for _, path := range slices.Sorted(maps.Keys(cfg.PackageVetx)) {
		if damaged(cfg.PackageVetx[path]) {
			return fmt.Sprintf("package %s: the facts about %s are damaged (%s): run go clean -cache", cfg.ImportPath, path, cfg.PackageVetx[path])
		}
	}
	return fmt.Sprintf("package %s: panic: %v", cfg.ImportPath, cause)
}

// damaged reports whether the facts in a file cannot be decoded.
func damaged(name string) (bad bool) {
	data, err := os.ReadFile(name)
	if err != nil {
		return true
	}
	defer func() { bad = bad || recover() != nil }()
	// Four bytes by which to know the file, the lengths of types and facts, the
	// types, the facts.
	types := binary.LittleEndian.Uint32(data[4:])
	facts := binary.LittleEndian.Uint32(data[8:])
	data = data[12+types:][:facts]
	var list []struct {
		PkgPath, Object string
		Fact            analysis.Fact
	}
	return len(data) > 0 && gob.NewDecoder(bytes.NewReader(data)).Decode(&list) != nil
}
