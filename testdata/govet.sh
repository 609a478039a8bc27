#!/usr/bin/env bash
#
# Runs streamclose as the vet tool, the fix tool and a tool of the go command,
# with the commands that README.md shows.
#
#	testdata/govet.sh		on packages that need little of the standard library
#	testdata/govet.sh -long		also with quic-go for other systems
. "$(dirname "${BASH_SOURCE[0]}")/common.bash"
section="With go vet"
vet='go vet -vettool="$(which streamclose)"'

cp -R testdata/src/e2e/vet "$scratch/src"
cd "$scratch/src/demo"

# found PLACE... fails if the output, on either stream, does not have exactly
# these findings.
found() {
	diff <(((!$#)) || printf '%s\n' "$@" | LC_ALL=C sort) <(cat "$scratch/stdout" "$scratch/stderr" |
		sed -nE 's/^(\S+\.go:[0-9]+:[0-9]+): stream from .*/\1/p' | LC_ALL=C sort) ||
		fail "not the findings (<) that are wanted: $(cat "$scratch/stdout" "$scratch/stderr")"
}

all=(demo.go:10:22 cgo/cgo.go:10:22 greet/greet.go:7:22)
wants 1 said "$section" "$vet ./..."
found "${all[@]}"
has "$scratch/stderr" "demo.go:14:6: 	calls Use"
[[ ! -s $scratch/stdout ]] || fail "something on standard output"

wants 0 said "$section" "$vet -json ./..."
[[ $(grep -c '"category": "send"' "$scratch/stdout") == 3 ]] || fail "-json: $(cat "$scratch/stdout")"
has "$scratch/stdout" "\"posn\": \"$PWD/greet/greet.go:7:22\"" '"end": ' '"related": ' '"suggested_fixes": '

wants 1 said "$section" "$vet -c=1 ./..."
found "${all[@]}"
has "$scratch/stderr" $'14\t\tuse.Use(stream)'
echo "findings, -json, -c: the same ${#all[@]} findings"

for tool in "$vet -fix" 'go fix -fixtool="$(which streamclose)"'; do
	cp greet/greet.go "$scratch/original"
	cp demo.go "$scratch/demo"
	wants 1 said "$section" "$tool -diff ./..."
	has "$scratch/stdout" "+	defer stream.Close()"
	cmp greet/greet.go "$scratch/original"
	wants 0 said "$section" "$tool ./..."
	diff "$scratch/original" greet/greet.go >"$scratch/changes" || true
	[[ $(cat "$scratch/changes") == $'10a11\n> \tdefer stream.Close()' ]] || fail "$tool: $(cat "$scratch/changes")"
	diff -r "$root/testdata/src/e2e/vet/wire" ../wire
	wants 1 said "$section" "$vet ./..."
	found cgo/cgo.go:10:22
	cp "$scratch/original" greet/greet.go
	cp "$scratch/demo" demo.go
	echo "$tool: shows and applies the fix"
done

# An empty path runs the usual checks, which find nothing here.
PATH=/usr/bin:/bin wants 0 "$(command -v go)" vet -vettool="$(which no-such-tool 2>&-)" ./...
found
(
	PATH=$(dirname "$(command -v go)"):/usr/bin:/bin
	bin=$scratch/none
	wants 2 said "$section" 'go vet -vettool="$(which streamclose || echo streamclose)"'
	has "$scratch/stderr" "no such file or directory"
)
echo "a tool that is missing is an error with the command for scripts, and none without it"

GOOS=windows wants 1 said "$section" "$vet ./..."
found demo.go:10:22 demo_windows.go:9:22 greet/greet.go:7:22
for system in darwin/arm64 js/wasm linux/386; do
	GOOS=${system%/*} GOARCH=${system#*/} CGO_ENABLED=0 wants 1 said "$section" "$vet ./..."
	found demo.go:10:22 greet/greet.go:7:22
done
echo "findings for windows, darwin, js/wasm, linux/386, with and without cgo"

go mod vendor
wants 1 env GOFLAGS="$(go env GOFLAGS) -mod=vendor" go vet -vettool="$bin/streamclose" ./...
found "${all[@]}"
rm -r vendor
# In another place, where the go command has not seen wire as an import.
cp -R "$root/testdata/src/e2e/vet" "$scratch/workspace"
(
	cd "$scratch/workspace"
	export GOWORK=
	go work init ./demo ./wire
	wants 1 go vet -vettool="$bin/streamclose" ./demo/... ./wire/...
	found "${all[@]/#/demo/}" wire/wire.go:16:22
)
echo "findings with a vendor directory and in a workspace"

section="As a tool of your module"
(
	cd "$root"
	release v0.1.0
	cd "$scratch/src/demo"
	cp go.mod "$scratch/go.mod"
	bin=$scratch/none
	wants 0 said "$section" printf
	wants 0 said "$section" "go get"
	has tools.mod "github.com/streamclose/streamclose v0.1.0"
	wants 1 said "$section" "go tool"
	found ./demo.go:10:22 ./cgo/cgo.go:10:22 ./greet/greet.go:7:22
	wants 1 said "$section" "go vet"
	found "${all[@]}"
	cmp go.mod "$scratch/go.mod"
	[[ ! -e go.sum ]] || fail "go.sum was made"
)
echo "go get -tool with a file of its own, go tool and go vet with it; go.mod is as it was"
all_said "With go vet" "As a tool of your module"

[[ ${1-} == -long ]] || {
	echo "left to -long: go vet with quic-go for windows, darwin and js/wasm"
	exit
}
cd "$root/testdata/src/e2e/app"
for system in windows/amd64 darwin/arm64 js/wasm; do
	GOOS=${system%/*} GOARCH=${system#*/} CGO_ENABLED=0 wants 1 go vet -vettool="$bin/streamclose" ./...
	found app.go:7:22 lib/lib.go:7:22 lib/lib_test.go:6:22 lib/lib_x_test.go:9:22 send/send.go:9:22
	echo "findings with quic-go for $system"
done
