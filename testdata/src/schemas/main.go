// Schemas checks that a JSON file conforms to a schema:
//
//	go run . (sarif | SCHEMA) FILE
//
// The schema of SARIF 2.1.0 is the one that OASIS has published, in the copy
// that comes with gosec's tests.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: schemas (sarif | SCHEMA) FILE")
		os.Exit(2)
	}
	if err := check(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %#v\n", os.Args[2], err)
		os.Exit(1)
	}
}

func check(schema, file string) error {
	if schema == "sarif" {
		path, err := sarifSchema()
		if err != nil {
			return err
		}
		schema = path
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat() // of dates and URIs
	compiled, err := compiler.Compile(schema)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return compiled.Validate(instance)
}

const (
	gosec       = "github.com/securego/gosec/v2@v2.29.0"
	sarifDigest = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
)

// sarifSchema downloads the schema and returns its path.
func sarifSchema() (string, error) {
	output, err := exec.Command("go", "mod", "download", "-json", gosec).Output()
	if err != nil {
		return "", fmt.Errorf("go mod download %s: %w", gosec, err)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(output, &module); err != nil {
		return "", err
	}
	path := filepath.Join(module.Dir, "report", "sarif", "testdata", "sarif-schema-2.1.0.json")
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != sarifDigest {
		return "", fmt.Errorf("%s: not the schema that was looked at", path)
	}
	return path, nil
}
