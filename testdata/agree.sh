#!/usr/bin/env bash
#
# All drivers have the same findings: the tool on its own, with either engine, go
# vet, golangci-lint with a cold and a warm cache, and what is played of nogo.
#
#	testdata/agree.sh		on quic-go and the larger fixtures
#	testdata/agree.sh -long		also on webtransport-go and all other fixtures
. "$(dirname "${BASH_SOURCE[0]}")/common.bash"
export GOLANGCI_LINT_CACHE=$scratch/cache
go build -C testdata/src/golangci -o "$scratch/custom-gcl" .
go test -c -o "$scratch/nogo" ./analyzer/internal/nogo
block "With golangci-lint" yaml >"$scratch/golangci.yml"

# Each prints the findings in the module in the current directory.

alone() {
	wants "$expected" "$STREAMCLOSE" -format=plain "$@" ./...
	sed 's|^\./||' "$scratch/stdout"
}

# With a value of a flag that nobody else has, the go command knows nothing of
# these packages as imports of others, nor of the findings in their imports.
vet() {
	wants "$expected" go vet -vettool="$STREAMCLOSE" -packages="example.com/agree/$name" ./...
	sed -nE 's|^(\./)?(.*:[0-9]+:[0-9]+: [^[:blank:]].*)|\2|p' "$scratch/stderr"
}

golangci() {
	wants "$expected" "$scratch/custom-gcl" run --allow-parallel-runners -c "$scratch/golangci.yml" --path-mode=abs --color=never --show-stats=false \
		--output.text.print-linter-name=false --output.text.print-issued-lines=false ./...
	sed "s|^$PWD/||" "$scratch/stdout"
}

nogo() {
	wants 0 "$scratch/nogo" -test.run='^TestModule$' -test.timeout=20m -module=. -findings="$scratch/findings"
	sed 's/ (streamclose)$//' "$scratch/findings"
}

total=0
# compare NAME DIR MINIMUM compares the findings in a module, which are so many at
# least.
compare() {
	local name=$1 expected=0 driver lines
	cd "$2"
	go mod download
	[[ $3 == 0 ]] || expected=1
	alone | LC_ALL=C sort >"$scratch/want"
	lines=$(wc -l <"$scratch/want")
	[[ $lines -ge $3 ]] || fail "$name: only $lines findings, want $3"
	for driver in vet "alone -engine=vet" golangci golangci nogo; do
		$driver >"$scratch/got"
		LC_ALL=C sort "$scratch/got" | diff "$scratch/want" - || fail "$name: streamclose (<) and $driver (>) differ"
	done
	echo "$name: the same $lines findings"
	((total += lines))
	cd "$root"
}

# released PATH@VERSION MINIMUM does the same with a module from elsewhere.
released() {
	go mod download "$1"
	compare "$1" "$(go env GOMODCACHE)/$1" "$2"
}

released github.com/quic-go/quic-go@v0.65.0 9
compare structs testdata/src/structs 400
compare e2e/vet/wire testdata/src/e2e/vet/wire 1
compare e2e/vet/demo testdata/src/e2e/vet/demo 3
others=(interfaces webtransport oracle splits credit e2e/{app,fixes,formats,lookalike,workspace/inner})
clean=(effect advice e2e/known) # without their flags
if [[ ${1-} == -long ]]; then
	released github.com/quic-go/webtransport-go@v0.13.0 1
	for name in "${others[@]}"; do
		compare "$name" "testdata/src/$name" 1
	done
	for name in "${clean[@]}"; do
		compare "$name" "testdata/src/$name" 0
	done
else
	echo "left to -long: webtransport-go v0.13.0, ${others[*]} ${clean[*]}"
fi
echo "$total findings, the same in all drivers"
echo "left out, since they do not compile: broken, missing, newer and, without its workspace, workspace/outer"
