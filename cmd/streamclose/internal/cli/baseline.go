package cli

import (
	"fmt"
	"io"

	"github.com/streamclose/streamclose/cmd/streamclose/internal/baseline"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/engine"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/report"
	"github.com/streamclose/streamclose/cmd/streamclose/internal/source"
)

// A known holds the baseline of a run: one to compare with, one to write, or
// none.
type known struct {
	name string
	read *baseline.Baseline
	file *output
}

func newBaseline(opts *options) (*known, error) {
	k := &known{name: opts.baseline}
	var err error
	switch {
	case opts.rewrite:
		k.file, err = create("-baseline", opts.dir, opts.baseline)
	case opts.baseline != "":
		k.read, err = baseline.Read(inside(opts.dir, opts.baseline), opts.baseline)
	}
	return k, err
}

// apply takes the known findings out of the result: those in the baseline, or
// all if it is to be written. A baseline is not written from a result that
// lacks packages.
func (k *known) apply(result *engine.Result, files *source.Files, stderr io.Writer) error {
	if k.read == nil && k.file == nil {
		return nil
	}
	keys := (&report.Report{Findings: result.Findings, Source: files}).Keys()
	switch {
	case k.read != nil:
		fresh, stale := k.read.New(result.Findings, keys, result.Packages)
		if result.Complete() {
			for _, entry := range stale {
				fmt.Fprintf(stderr, "streamclose: %s\n", entry)
			}
		}
		result.Findings = fresh
	case k.file != nil && !result.Complete():
		fmt.Fprintf(stderr, "streamclose: %s not written because of these errors\n", k.name)
	case k.file != nil:
		if _, err := io.WriteString(k.file, baseline.Format(keys)); err != nil {
			return err
		}
		if err := k.file.commit(); err != nil {
			return err
		}
		fmt.Fprintf(stderr, "streamclose: %d findings written to %s\n", len(keys), k.name)
		result.Findings = nil
	}
	return nil
}

func (k *known) discard() {
	if k.file != nil {
		k.file.discard()
	}
}
