#!/usr/bin/env bash
#
# All drivers have the same findings: the tool on its own, with either engine, go
# vet, golangci-lint with a cold and a warm cache, and what is played of nogo. On
# quic-go, on webtransport-go and on the fixtures.
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

# A value of a flag of its own has the go command forget what it knows of these
# packages as imports of others.
vet() {
	wants "$expected" go vet -vettool="$STREAMCLOSE" -packages="example.com/of/$name" ./...
	sed -nE 's|^(\./)?([^[:blank:]]+: [^[:blank:]].*)|\2|p' "$scratch/stderr"
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
		$driver | LC_ALL=C sort | diff "$scratch/want" - || fail "$name: streamclose (<) and $driver (>) differ"
	done
	echo "$name: the same $lines findings"
	((total += lines))
	cd "$root"
}

for module in quic-go@v0.65.0:9 webtransport-go@v0.13.0:1; do
	path=github.com/quic-go/${module%:*}
	go mod download "$path"
	compare "$path" "$(go env GOMODCACHE)/$path" "${module#*:}"
done
compare structs testdata/src/structs 400
compare interfaces testdata/src/interfaces 1
compare webtransport testdata/src/webtransport 1
compare effect testdata/src/effect 1
compare oracle testdata/src/oracle 1
compare workspace/inner testdata/src/e2e/workspace/inner 1
for name in app fixes formats known lookalike vet/demo vet/wire; do
	compare "$name" "testdata/src/e2e/$name" 1
done
echo "$total findings, the same in all drivers"
echo "left out, since they do not compile: broken, missing, newer; and workspace/outer, which has no module for what it imports"
