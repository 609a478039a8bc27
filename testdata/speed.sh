#!/usr/bin/env bash
#
# Measures streamclose as a vet tool and alone, beside a vet tool that does
# nothing and other analyzers: CPU time, time by the clock, memory of the largest
# process, and what the go command adds to its cache. The tools take turns, so
# that a busy machine is as busy for all; the figures are medians, the ratios are
# to the tool that does nothing.
#
#	testdata/speed.sh [PROGRAM...]	of small, quic-go and caddy; without any, or
#					with -long, of all three
#
# ROUNDS is how often to measure, 5 by default.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch" && rm -rf "$scratch"' EXIT
go build -o "$scratch/streamclose" ./cmd/streamclose
go build -C testdata/src/speed -o "$scratch/" ./...

# A cache of its own: with what is compiled, and no results of any tool.
export GOCACHE=$scratch/cache GOWORK=off

# program NAME FILE makes the program NAME, and measures it. FILE is changed
# between two runs.
program() {
	local name=$1 file=$2
	cd "$scratch/$name"
	go vet -vettool="$scratch/noop" ./...
	echo "$name: $(go list ./... | wc -l) packages, $(go list -deps -test ./... | wc -l) with all they import"
	"$scratch/measure" -rounds "${ROUNDS:-5}" -edit "$file" -alone "$scratch/streamclose" \
		noop="$scratch/noop" "go-vet=" streamclose="$scratch/streamclose" staticcheck="$scratch/staticcheck" \
		bodyclose="$scratch/bodyclose" sqlclosecheck="$scratch/sqlclosecheck"
	cd - >/dev/null
}

# module NAME PATH@VERSION copies the source of a module.
module() {
	go mod download "$2"
	cp -R "$(go env GOMODCACHE)/$2" "$scratch/$1"
	chmod -R u+w "$scratch/$1"
}

[[ ${1--long} != -long ]] || set -- small quic-go caddy
for name in "$@"; do
	case $name in
	small)
		cp -R testdata/src/effect "$scratch/small"
		program small main.go
		;;
	quic-go)
		module quic-go github.com/quic-go/quic-go@v0.65.0
		program quic-go http3/server.go
		;;
	caddy)
		module caddy github.com/caddyserver/caddy/v2@v2.11.9
		program caddy modules/caddyhttp/server.go
		;;
	*)
		echo "usage: testdata/speed.sh [small|quic-go|caddy ...]" >&2
		exit 2
		;;
	esac
done
