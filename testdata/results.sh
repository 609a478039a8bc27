#!/usr/bin/env bash
#
# Keeps testdata/RESULTS.md true.
#
#	testdata/results.sh			checks what can be measured again quickly
#	testdata/results.sh -update NAME	measures again and writes the section:
#						random, mutation, mutation-elsewhere, scale,
#						speed-small, speed-quic-go, speed-caddy,
#						share, growth
#	testdata/results.sh -update corpus <FILE
#						writes a section with text from elsewhere
#
# What is measured on the fixtures by TestMutants is checked by that test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
results=testdata/RESULTS.md

measure() {
	case $1 in
	random)
		go test ./analyzer/internal/random -count=1 -run '^TestRandom$' -v -programs 1000 -seed 1 | awk '
			/^=== (NAME|CONT)/ { name = $3; gsub("_", " ", name); sub(".*/", "", name) }
			sub("^ *random_test.go:[0-9]+: ", "") { print "    " name ": " $0 }' | LC_ALL=C sort
		;;
	mutation)
		# The test fails while it waits for this.
		{ go test ./analyzer -count=1 -run '^TestMutants$' -v || true; } | sed -n 's/^ *mutation_test.go:[0-9]*: \([0-9]* mutants: .*\)/    \1/p'
		;;
	mutation-elsewhere)
		testdata/mutation.sh | sed -n '/^github\|mutants: /s/^/    /p'
		;;
	scale)
		testdata/scale.sh -long | sed -n '/packages, /s/^/    /p'
		;;
	speed-*)
		testdata/speed.sh "${1#speed-}" | sed 's/^/    /'
		;;
	share)
		# As a module of the user: fixes are proposed for those.
		go mod download github.com/quic-go/quic-go@v0.65.0
		cp -R "$(go env GOMODCACHE)/github.com/quic-go/quic-go@v0.65.0" "$scratch/quic-go"
		chmod -R u+w "$scratch/quic-go"
		go test ./cmd/streamclose/internal/engine -run '^$' -bench '^BenchmarkShare$' -benchtime 5x -module "$scratch/quic-go" |
			awk '/^BenchmarkShare\// { sub(".*/", "", $1); sub("-[0-9]*$", "", $1); gsub("_", " ", $1)
				printf "    quic-go, %s: %s CPU s without the go command, of these %s for the engine: %s %%\n", $1, $7, $9, $5 }' | LC_ALL=C sort
		;;
	growth)
		{
			go test ./analyzer/internal/outcome -count=1 -run '^TestGrowth$' -v -largest 100000
			go test ./cmd/streamclose/internal/engine -count=1 -run '^TestGrowth$' -v -largest 10000
		} |
			awk '/^=== RUN/ { name = $3; sub("^TestGrowth/?", "", name); gsub("_", " ", name) }
				sub("^ *growth_test.go:[0-9]+: ", "") { print "    " (name == "" ? "packages" : name) ": " $0 }'
		;;
	corpus)
		sed 's/^/    /'
		;;
	*)
		echo "no section $1 in $results" >&2
		return 2
		;;
	esac
}

# section prints what stands between the marks of a section.
section() {
	sed -n "/^<!-- begin $1 -->\$/,/^<!-- end $1 -->\$/{//!p}" "$results"
}

case ${1-} in
-update)
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	fresh=$scratch/section
	measure "$2" >"$fresh"
	[[ -s $fresh ]] || { echo "nothing measured" >&2 && exit 1; }
	sed -i -e "/^<!-- begin $2 -->\$/,/^<!-- end $2 -->\$/{//!d}" -e "/^<!-- begin $2 -->\$/r $fresh" "$results"
	;;
"" | -long)
	measure random | diff <(section random) - || {
		echo "testdata/RESULTS.md is out of date: testdata/results.sh -update random" >&2
		exit 1
	}
	;;
*)
	echo "usage: testdata/results.sh [-update SECTION]" >&2
	exit 2
	;;
esac
