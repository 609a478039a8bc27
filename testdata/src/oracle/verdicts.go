package oracle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// An acquire is what streamclose says of one call.
type acquire struct {
	File    string // relative to the module
	Line    int
	Name    string
	Verdict string
	Reason  string
}

func (a acquire) String() string { return fmt.Sprintf("%s:%d: %s", a.File, a.Line, a.Name) }

// verdicts runs streamclose on the fixtures. Unidirectional streams are left out:
// the hook sees those with two halves.
func verdicts(tool, module string) ([]acquire, error) {
	command := exec.Command(tool, "-C", module, "-generated", "-tests=false", "-verdicts", "-json", "./...")
	command.Env = append(command.Environ(), "GOWORK=off")
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && (!failed || command.ProcessState.ExitCode() != 1) {
		return nil, fmt.Errorf("%v: %w\n%s", command, err, stderr.Bytes())
	}
	var inventory struct {
		Packages []struct {
			Acquires []struct{ Posn, Name, Verdict, Reason string }
		}
	}
	if err := json.Unmarshal(output, &inventory); err != nil {
		return nil, fmt.Errorf("%v: %w", command, err)
	}
	var all []acquire
	for _, p := range inventory.Packages {
		for _, a := range p.Acquires {
			if strings.Contains(a.Name, "UniStream") {
				continue
			}
			parts := strings.Split(strings.TrimPrefix(a.Posn, "./"), ":")
			line, err := strconv.Atoi(parts[1])
			if err != nil {
				return nil, fmt.Errorf("%v: position %s", command, a.Posn)
			}
			all = append(all, acquire{parts[0], line, a.Name, a.Verdict, a.Reason})
		}
	}
	return all, nil
}
