#!/usr/bin/env bash
#
# Runs the engine over much code: files and network connections of the standard
# library count as streams there. It must not fail, must not take long for any
# function, and must give up on few.
#
#	testdata/scale.sh		the standard library
#	testdata/scale.sh -long		also the dependencies of golangci-lint and
#					golang.org/x/tools with its tests
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Bounds.
seconds=2 # of the processor for a function
memory=2000 # MB
percent=10 # of the acquires: given up for their size

go test -c -o "$scratch/tool" ./analyzer

# measure NAME MINIMUM DIR PACKAGE... checks packages that have so many acquires
# at least.
measure() {
	local name=$1 minimum=$2 dir=$3 stats=$scratch/$1
	shift 3
	(cd "$dir" && STREAMCLOSE_SCALE=$stats go vet -json -streamclose.again="$RANDOM$RANDOM" -vettool="$scratch/tool" "$@") >"$scratch/output" 2>&1 ||
		{ tail -n 20 "$scratch/output" && return 1; }
	if grep -q internal-error "$scratch/output"; then
		grep -A2 internal-error "$scratch/output"
		return 1
	fi
	awk -F '\t' -v name="$name" -v minimum="$minimum" -v seconds="$seconds" -v memory="$memory" -v percent="$percent" '
		$1 == "package" {
			packages++; acquires += $4; budget += $5; total += $2
			if ($6 > peak) peak = $6
		}
		$1 == "function" && $2 > slowest { slowest = $2; where = $3 }
		$1 == "leak" || $1 == "proven" || $1 == "trusted" { verdicts[$1]++ }
		END {
			printf "%s: %d packages, %d acquires: %d leak, %d proven, %d trusted, of these %d for the budget; %.0f CPU s in all, slowest function %.1f s (%s), %d MB\n",
				name, packages, acquires, verdicts["leak"], verdicts["proven"], verdicts["trusted"], budget, total, slowest, where, peak
			if (acquires < minimum) { print "too few acquires, want " minimum; bad = 1 }
			if (slowest > seconds) { print "too slow, want " seconds " s"; bad = 1 }
			if (peak > memory) { print "too much memory, want " memory " MB"; bad = 1 }
			if (budget * 100 > acquires * percent) { print "too many given up, want " percent " %"; bad = 1 }
			exit bad
		}' "$stats"
	# The slowest functions of those packages that take longer than half a second.
	awk -F '\t' '$1 == "function" && $2 > most[$3] { most[$3] = $2 }
		END { for (f in most) print most[f] "\t" f }' "$stats" | sort -rn | awk 'NR <= 10 { print "\t" $0 }'
}

standard=(os/... net/... archive/... bufio encoding/... log/... mime/... testing/... text/... internal/...)
if [[ ${1-} != -long ]]; then
	measure standard-library 500 . "${standard[@]}"
	exit
fi

measure standard-library 1500 . std
module=$(go list -m -f '{{.Dir}}' golang.org/x/tools)
measure x-tools 50 "$module" ./...

mkdir "$scratch/program"
cat >"$scratch/program/go.mod" <<-'END'
	module example.com/program

	go 1.26
END
cat >"$scratch/program/program.go" <<-'END'
	package program

	import _ "github.com/golangci/golangci-lint/v2/pkg/commands"
END
(cd "$scratch/program" && go get github.com/golangci/golangci-lint/v2@v2.5.0 && go mod tidy) >/dev/null 2>&1
measure golangci-lint 200 "$scratch/program" .
