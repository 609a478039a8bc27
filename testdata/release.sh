#!/usr/bin/env bash
#
# Releases this tree to a module proxy in the file system and installs it from
# there: what it says of itself, whether the bytes are the same everywhere, and
# what is in it.
#
#	testdata/release.sh
#	testdata/release.sh -long	also builds with two empty build caches
. "$(dirname "${BASH_SOURCE[0]}")/common.bash"
section="Install"

# What the binary has from elsewhere is what README.md names.
others() {
	go version -m "$1" | awk '$1 == "dep" { print $2 }' | { grep -v '^golang\.org/x/' || true; } | LC_ALL=C sort
}
named=$(awk '/^## /{ here = /^## What it reads and writes/ } here' README.md | grep -o '\[`[a-z.]*/[^`]*`\]' | tr -d '[]`' | LC_ALL=C sort)
modules=$(go mod edit -json | sed -n 's/.*"Path": "\(.*\)".*/\1/p' | grep -v '^golang\.org/x/\|^github.com/streamclose/' | LC_ALL=C sort)
[[ $modules == "$named" ]] || fail "go.mod requires $modules, README.md names $named"
[[ $(wc -l <<<"$modules") -le 3 ]] || fail "more than three modules outside golang.org/x: $modules"
linked=$(others "$STREAMCLOSE")
[[ -z $(comm -23 <(echo "$linked") <(echo "$named")) ]] || fail "README.md does not name all of $linked"
echo "modules outside golang.org/x: ${modules//$'\n'/, }; in the binary: ${linked//$'\n'/, }"

release v0.1.0
cd "$scratch"
version="streamclose v0.1.0, built with $(go env GOVERSION)"
export GOBIN=$scratch/one
wants 0 said "$section" "go install github"
bin=$GOBIN
wants 0 said "$section" "streamclose -version"
has "$scratch/stdout" "$version"
wants 1 "$GOBIN/streamclose" -C "$root/testdata/src/e2e/lookalike" -format=sarif
has "$scratch/stdout" '"version": "v0.1.0"'
echo "$version, by go install"

# Two machines, which keep modules in other places.
for machine in two three; do
	export GOBIN=$scratch/$machine GOMODCACHE=$scratch/modules-$machine
	if [[ ${1-} == -long ]]; then
		export GOCACHE=$scratch/cache-$machine
	fi
	wants 0 said "$section" "go install -trimpath"
done
cmp "$scratch/two/streamclose" "$scratch/three/streamclose"
# Two clones.
for clone in four five; do
	git clone -q "$scratch/release" "$scratch/clone-$clone"
	go build -C "$scratch/clone-$clone" -trimpath -buildvcs=true -o "$scratch/$clone" ./cmd/streamclose
done
cmp "$scratch/four" "$scratch/five"
[[ $("$scratch/four" -version) == "$version" ]] || fail "from a clone: $("$scratch/four" -version)"
echo "the same bytes from two module caches, and from two clones"
echo "// A change." >>"$scratch/clone-four/cmd/streamclose/main.go"
go build -C "$scratch/clone-four" -trimpath -buildvcs=true -o "$scratch/four" ./cmd/streamclose
[[ $("$scratch/four" -version) == *"+dirty, built with"* ]] || fail "changed: $("$scratch/four" -version)"
! cmp -s "$scratch/four" "$scratch/five" || fail "the same bytes from another source"
all_said "$section"
[[ ${1-} == -long ]] || echo "left to -long: two empty build caches"
