package quicapi

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// flags are the roles that concern no argument in particular.
var flags = map[string]Role{
	"calls":           Calls,
	"context-child":   ContextChild,
	"context-done":    ContextDone,
	"context-endless": ContextEndless,
	"context-err":     ContextErr,
	"no-return":       NoReturn,
	"non-nil":         NonNil,
	"requires-as":     RequiresAs,
	"requires-error":  RequiresError,
	"requires-nil":    RequiresNil,
	"same":            Same,
	"sinks":           Sinks,
	"starts":          Starts,
	"tests-error":     TestsError,
	"tests-nil":       TestsNil,
	"wraps-error":     WrapsError,
	"writes":          Writes,
}

// parseRoles reads the roles of a function, or of a method if typ is that of
// its receiver.
func parseRoles(roles []string, typ string) (Known, error) {
	var k Known
	if len(roles) == 0 {
		return k, fmt.Errorf("no word of what it does: add one of %s", vocabulary())
	}
	for _, role := range roles {
		name, list, hasList := strings.Cut(role, "(")
		if flag, ok := flags[name]; ok && !hasList {
			k.Role |= flag
			continue
		} else if ok {
			return k, fmt.Errorf("%s takes no arguments: write %s", role, name)
		}
		var set *Operands
		switch name {
		case "closes":
			set = &k.Closes
		case "drains":
			set = &k.Drains
		case "keeps":
			set = &k.Keeps
		case "reads":
			set = &k.Reads
		case "uses":
			set = &k.Uses
		case "views":
			set = &k.Views
		case "wraps":
			set = &k.Wraps
		default:
			return k, fmt.Errorf("%q is no role: write one of %s", role, vocabulary())
		}
		switch {
		case hasList:
			given, err := parseOperands(role, list, typ)
			if err != nil {
				return k, err
			}
			*set |= given
		case name == "keeps" || name == "uses":
			*set = AllOperands
		default:
			return k, fmt.Errorf("%s does not say what: name arguments, as in %s(0)", name, name)
		}
	}
	var taken Operands
	for _, set := range []Operands{k.Uses, k.Keeps, k.Closes, k.Wraps} {
		if taken&set != 0 {
			return k, errors.New("an argument is used, kept, closed or wrapped: give each one of these roles")
		}
		taken |= set
	}
	return k, nil
}

func vocabulary() string {
	words := slices.Sorted(maps.Keys(flags))
	return "closes(N), drains(N), keeps, keeps(N), reads(N), uses, uses(N), views(N), wraps(N), " + strings.Join(words, ", ")
}

// maxOperand bounds the operands that a set can hold, apart from all of them.
const maxOperand = 30

// parseOperands reads the list of arguments of a role, without the opening
// parenthesis.
func parseOperands(role, list, typ string) (Operands, error) {
	list, closed := strings.CutSuffix(list, ")")
	if !closed {
		return 0, fmt.Errorf("%q has no closing parenthesis: write it without spaces, as in closes(0,1)", role)
	}
	var set Operands
	for word := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(word)
		switch {
		case word == "recv" && (typ == noType || typ == tree):
			return 0, fmt.Errorf("%q: only a method has a receiver: write (import/path.Type).Method", role)
		case word == "recv":
			n = 0
		case err != nil || n < 0 || n >= maxOperand:
			return 0, fmt.Errorf("%q: %q is no argument: write a number from 0, or recv for the receiver", role, word)
		case typ == tree:
			return 0, fmt.Errorf("%q: functions and methods of a whole module number their operands differently: name them one by one", role)
		case typ != noType:
			n++
		}
		set |= 1 << n
	}
	return set, nil
}
