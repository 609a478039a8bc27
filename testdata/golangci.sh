#!/usr/bin/env bash
#
# Builds golangci-lint with streamclose as a plugin, runs it with the
# configuration that README.md shows, and compares what it finds with what the
# tool finds.
#
#	testdata/golangci.sh		builds golangci-lint as a module of its own
#	testdata/golangci.sh -long	also with the command golangci-lint custom
. "$(dirname "${BASH_SOURCE[0]}")/common.bash"
section="With golangci-lint"
export GOLANGCI_LINT_CACHE=$scratch/cache

echo "building golangci-lint with the plugin: minutes at first, then seconds, thanks to the build cache"
# .custom-gcl.yml, which is used with -long only, makes the same program.
has .custom-gcl.yml "module: $(go list -m)" \
	"version: $(go list -C testdata/src/golangci -m -f '{{.Version}}' github.com/golangci/golangci-lint/v2)" \
	"import: $(go list -C testdata/src/golangci -f '{{range .Imports}}{{println .}}{{end}}' . | grep gclplugin)"
go build -C testdata/src/golangci -o "$scratch/custom-gcl" .
"$scratch/custom-gcl" version --short
cp -R testdata/src/structs "$scratch/structs"
cd "$scratch/structs"
block "$section" yaml >.golangci.yml

# lint CODE ARGUMENT... prints the issues, sorted, and checks the exit code.
lint() {
	local want=$1 code=0
	shift
	"$scratch/custom-gcl" run --allow-parallel-runners --color=never --show-stats=false \
		--output.text.print-linter-name=false --output.text.print-issued-lines=false "$@" >"$scratch/output" 2>"$scratch/errors" || code=$?
	[[ $code == "$want" ]] || fail "golangci-lint $*: exit code $code, want $want: $(cat "$scratch/output" "$scratch/errors")" >&2
	LC_ALL=C sort "$scratch/output"
}

# own PACKAGE... does the same with the tool, without the ./ before its paths.
own() {
	local code=0
	"$STREAMCLOSE" -format=plain "$@" >"$scratch/output" || code=$?
	[[ $code == 1 ]] || fail "streamclose $*: exit code $code, want 1" >&2
	sed 's|^\./||' "$scratch/output" | LC_ALL=C sort
}

own ./... >"$scratch/want"
lines=$(wc -l <"$scratch/want")
[[ $lines -gt 400 ]] || fail "only $lines findings to compare"
for cache in cold warm; do
	lint 1 ./... >"$scratch/got"
	diff "$scratch/want" "$scratch/got" || fail "cache $cache: golangci-lint (>) and streamclose (<) differ"
	echo "the same $lines findings with a $cache cache"
done

# What README.md has VS Code run.
flags=$(block "In editors" json | sed -n 's/^ *"go.lintFlags": \[\(.*\)\],$/\1/p' | tr -d '",')
lint 1 ${flags:?README.md: no flags for VS Code} ./... >"$scratch/got"
sed "s|^$PWD/||" "$scratch/got" | diff "$scratch/want" - || fail "golangci-lint $flags (>) and streamclose (<) differ"
has <(block "In editors" json) '"${workspaceFolder}/custom-gcl"'

# All fixes of golangci-lint are applied at once, and must compile. What is left
# is what has no fix.
before=$(own ./branches | wc -l)
left=$(lint 0 --fix --issues-exit-code=0 ./branches | wc -l)
after=$(own ./branches | wc -l)
[[ $left == "$after" && $after -lt $before ]] || fail "--fix: $before findings before, $left left, $after after"
echo "fixes: $before findings before, $after after"

# A comment silences a finding, of which no step of the path remains, and it
# counts as used. Where there is no finding, it does not.
sed -i.bak 's/^    - streamclose$/&\n    - nolintlint/' .golangci.yml
file=earlyreturn/earlyreturn.go
sed -i.bak -e 's|// want .*|//nolint:streamclose // known|' -e 's|AcceptStream(ctx)$|& //nolint:streamclose // too much|' "$file"
unused=$(grep -c '// too much$' "$file")
lint 1 ./earlyreturn >"$scratch/got"
if grep -v 'too much. is unused for linter' "$scratch/got" || [[ $(wc -l <"$scratch/got") != "$unused" ]]; then
	fail "nolint: want $unused comments that are unused, and nothing else"
fi
echo "nolint: $(grep -c '// known$' "$file") comments silence findings, $unused are unused"

for wrong in "typo: true" "generated: 1" "packages: true" "known: [none.txt]"; do
	sed "s/generated: false/$wrong/" .golangci.yml >wrong.yml
	lint 3 -c wrong.yml ./branches
	grep -q "plugin(streamclose): newPlugin setting ${wrong%%:*}: " "$scratch/errors" || fail "settings $wrong: $(cat "$scratch/errors")"
done
echo "wrong settings are named"

[[ ${1-} == -long ]] || {
	echo "left to -long: golangci-lint custom"
	exit
}

# The command clones the source of golangci-lint, which the module cache has.
source=$(go list -C "$root/testdata/src/golangci" -m -f '{{.Dir}}' github.com/golangci/golangci-lint/v2)
cp -R "$source" "$scratch/golangci-lint.git"
chmod -R u+w "$scratch/golangci-lint.git"
cd "$scratch/golangci-lint.git"
git init -q
git add -A
git -c user.name=test -c user.email=test@example.com commit -q -m source
git tag "v${source##*@v}"
export GIT_CONFIG_COUNT=1 GIT_CONFIG_VALUE_0=https://github.com/golangci/
export GIT_CONFIG_KEY_0=url.file://$scratch/.insteadOf

cp -R "$root/testdata/src/structs" "$scratch/custom"
cp "$scratch/structs/.golangci.yml" "$scratch/custom"
cd "$scratch/custom"
sed "s|version: latest.*|path: $root|" "$root/.custom-gcl.yml" >.custom-gcl.yml
cp "$scratch/custom-gcl" "$bin/golangci-lint"
wants 0 said "$section" "golangci-lint custom"
wants 1 said "$section" "./custom-gcl run"
all_said "$section"
mv custom-gcl "$scratch/custom-gcl"
lint 1 ./... >"$scratch/got"
diff "$scratch/want" "$scratch/got" || fail "golangci-lint custom: its program (>) and streamclose (<) differ"
echo "the same $lines findings with the program of golangci-lint custom"
