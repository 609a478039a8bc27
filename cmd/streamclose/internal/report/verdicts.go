package report

import (
	"fmt"
	"go/token"
	"io"
	"slices"
	"strings"

	"github.com/streamclose/streamclose/analyzer"
)

// A Verdict is an acquire with what is known of it, without the syntax trees
// behind it.
type Verdict struct {
	Package  string // package path, the same whether tests are included or not
	Pos, End token.Position
	Given    token.Position // where what is trusted gets the stream, if known
	analyzer.Acquire
}

// Subject names what a verdict is about.
func (v Verdict) Subject() string {
	switch v.Half {
	case analyzer.Receive:
		return v.Name + ", receive half"
	case analyzer.Credit:
		return v.Name + ", credit"
	}
	return v.Name
}

// totals counts verdicts on send halves, which every stream has but those that
// are only received, or on receive halves.
type totals struct {
	Acquires int `json:"acquires"`
	Leak     int `json:"leak"`
	Proven   int `json:"proven"`
	Trusted  int `json:"trusted"`
}

func count(verdicts []Verdict, half string) totals {
	var t totals
	for _, v := range verdicts {
		if v.Half != half {
			continue
		}
		t.Acquires++
		switch v.Verdict {
		case analyzer.Leak:
			t.Leak++
		case analyzer.Proven:
			t.Proven++
		case analyzer.Trusted:
			t.Trusted++
		}
	}
	return t
}

func (t totals) String() string {
	return fmt.Sprintf("%d acquires: %d leak, %d proven, %d trusted", t.Acquires, t.Leak, t.Proven, t.Trusted)
}

// VerdictsText writes a line for each acquire, the totals after each package
// and, where there are several, the totals of all. Paths are relative to dir.
func VerdictsText(w io.Writer, dir string, verdicts []Verdict) error {
	packages := 0
	for pkg, list := range byPackage(verdicts) {
		packages++
		for _, v := range list {
			fmt.Fprintf(w, "%s: %s: %s%s\n", Place(dir, v.Pos), v.Subject(), v.Acquire.Verdict, remark(v))
		}
		writeTotals(w, pkg, list)
	}
	if packages == 1 {
		return nil
	}
	return writeTotals(w, "total", verdicts)
}

func writeTotals(w io.Writer, of string, verdicts []Verdict) error {
	_, err := fmt.Fprintf(w, "%s: %s\n", of, count(verdicts, analyzer.Send))
	if received := count(verdicts, analyzer.Receive); received.Acquires > 0 {
		_, err = fmt.Fprintf(w, "%s, receive halves: %s\n", of, received)
	}
	return err
}

// remark words the reason of a verdict and whether the acquire is in a loop.
func remark(v Verdict) string {
	var words []string
	if v.Reason != "" {
		words = append(words, v.Reason)
	}
	if v.Loop {
		words = append(words, "in a loop")
	}
	if v.PerMessage {
		words = append(words, "open-per-message")
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}

// byPackage yields the runs of verdicts with the same package.
func byPackage(verdicts []Verdict) func(yield func(string, []Verdict) bool) {
	return func(yield func(string, []Verdict) bool) {
		for len(verdicts) > 0 {
			pkg := verdicts[0].Package
			n := slices.IndexFunc(verdicts, func(v Verdict) bool { return v.Package != pkg })
			if n < 0 {
				n = len(verdicts)
			}
			if !yield(pkg, verdicts[:n]) {
				return
			}
			verdicts = verdicts[n:]
		}
	}
}

type (
	jsonInventory struct {
		Version  int           `json:"version"` // of this format
		Packages []jsonPackage `json:"packages"`
		Total    totals        `json:"total"`
		Receive  *totals       `json:"receive,omitempty"` // of the receive halves, if they were looked at
	}
	jsonPackage struct {
		Path     string        `json:"path"`
		Total    totals        `json:"total"`
		Receive  *totals       `json:"receive,omitempty"`
		Acquires []jsonAcquire `json:"acquires"`
	}
	jsonAcquire struct {
		Posn    string `json:"posn"`
		Name    string `json:"name"`
		Half    string `json:"half,omitempty"` // "receive" or "credit"; without it, the send half
		Verdict string `json:"verdict"`
		Reason  string `json:"reason,omitempty"`
		Loop    bool   `json:"loop"`
		PerMsg  bool   `json:"openPerMessage,omitempty"`
		Given   string `json:"given,omitempty"` // position where what is trusted gets the stream
	}
)

// received counts the verdicts on receive halves, or returns nil without any.
func received(verdicts []Verdict) *totals {
	if t := count(verdicts, analyzer.Receive); t.Acquires > 0 {
		return &t
	}
	return nil
}

// VerdictsJSON writes the inventory as one object. Paths are relative to dir.
func VerdictsJSON(w io.Writer, dir string, verdicts []Verdict) error {
	inventory := jsonInventory{Version: 1, Packages: []jsonPackage{}, Total: count(verdicts, analyzer.Send), Receive: received(verdicts)}
	for pkg, list := range byPackage(verdicts) {
		p := jsonPackage{Path: pkg, Total: count(list, analyzer.Send), Receive: received(list)}
		for _, v := range list {
			a := jsonAcquire{Posn: Place(dir, v.Pos), Name: v.Name, Verdict: v.Acquire.Verdict, Reason: v.Reason, Loop: v.Loop, PerMsg: v.PerMessage}
			if v.Half != analyzer.Send {
				a.Half = v.Half
			}
			if v.Given.IsValid() {
				a.Given = Place(dir, v.Given)
			}
			p.Acquires = append(p.Acquires, a)
		}
		inventory.Packages = append(inventory.Packages, p)
	}
	return writeJSON(w, inventory)
}
