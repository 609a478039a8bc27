#!/usr/bin/env bash
#
# Measures streamclose as a vet tool, alone and in golangci-lint, beside a vet tool
# that does nothing and other analyzers: CPU time, time by the clock, memory of the
# largest process, and what the tools add to the cache. The tools take turns, so
# that a busy machine is as busy for all; the figures are medians, the ratios are
# to the tool that does nothing.
#
#	testdata/speed.sh [PROGRAM...]	of small, quic-go and caddy; without any, or
#					with -long, of all three
#
# ROUNDS is how often to measure, 5 by default. With a directory in SPEED_LOG, what
# was measured is kept there, and a run that was broken off goes on after its last
# round.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch" && rm -rf "$scratch"' EXIT
go build -o "$scratch/streamclose" ./cmd/streamclose
go build -C testdata/src/speed -o "$scratch/" ./...
go build -C testdata/src/golangci -o "$scratch/golangci-lint" .
for linter in none streamclose; do
	cat >"$scratch/$linter.yml" <<-EOF
		version: "2"
		linters:
		  default: standard
		$([[ $linter == none ]] || printf '  enable: [%s]\n' "$linter")
		  settings:
		    custom:
		      streamclose:
		        type: module
	EOF
done

# A cache of its own: with what is compiled, and no results of any tool.
export GOCACHE=$scratch/cache GOWORK=off

# program NAME FILE makes the program NAME, and measures it. FILE is changed
# between two runs.
program() {
	local name=$1 file=$2 lint="$scratch/golangci-lint run --allow-parallel-runners"
	cd "$scratch/$name"
	go vet -vettool="$scratch/noop" ./...
	go list -export -test -deps ./... >/dev/null
	echo "$name: $(go list ./... | wc -l) packages, $(go list -deps -test ./... | wc -l) with all they import"
	"$scratch/measure" -rounds "${ROUNDS:-5}" -log "${SPEED_LOG:+$SPEED_LOG/$name}" -edit "$file" \
		-alone stand-alone="$scratch/streamclose" -alone stock-alone="$scratch/stock" \
		-vet stand-alone-vet="$scratch/streamclose -engine=vet" \
		-lint golangci-lint="$lint -c $scratch/none.yml" -lint golangci-lint-plugin="$lint -c $scratch/streamclose.yml" \
		noop="$scratch/noop" "go-vet=" streamclose="$scratch/streamclose" staticcheck="$scratch/staticcheck" \
		bodyclose="$scratch/bodyclose" sqlclosecheck="$scratch/sqlclosecheck" stock="$scratch/stock"
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
