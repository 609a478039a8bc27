package analyzer

import (
	"fmt"
	"os"
	"strings"

	"github.com/streamclose/streamclose/analyzer/internal/quicapi"
)

// knownFiles is the value of the flag -known: the names of files, and the table
// they hold together.
type knownFiles struct {
	names string
	table quicapi.Table
}

func (k *knownFiles) String() string { return k.names }

// Set reads the files. What is wrong with them is an error of the flag, so that
// every driver refuses to run.
func (k *knownFiles) Set(names string) error {
	table := make(quicapi.Table)
	for name := range strings.SplitSeq(names, ",") {
		text, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("%w: name an existing file; go vet wants an absolute path, since it runs in the directory of each package", err)
		}
		if err := table.Read(name, string(text)); err != nil {
			return err
		}
	}
	k.names, k.table = names, table
	return nil
}
