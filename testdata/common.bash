# What the scripts next to this file share. They source it before anything else.
# STREAMCLOSE is the path of the built tool.
#
#	scratch		a directory that is removed at the end
#	root		the root of the module
#	bin		a directory with the tool, under its name
set -euo pipefail
: "${STREAMCLOSE:?is the path of the built tool, as from go build ./cmd/streamclose}"
STREAMCLOSE=$(realpath "$STREAMCLOSE")
export STREAMCLOSE GOWORK=off
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
bin=$scratch/bin
mkdir "$bin"
cp "$STREAMCLOSE" "$bin/streamclose"

fail() {
	echo "$*" >&2
	exit 70 # a code that no command has
}

# commands SECTION prints the commands in a section of README.md.
commands() {
	awk -v heading="$1" '/^##/ { here = substr($0, index($0, " ") + 1) == heading } here && sub(/^\t/, "")' "$root/README.md"
}

# block SECTION LANGUAGE prints the first block of code in a section.
block() {
	awk -v heading="$1" -v fence="\`\`\`$2" '
		/^##/ { here = substr($0, index($0, " ") + 1) == heading }
		/^```$/ { if (inside) exit }
		inside
		here && $0 == fence { inside = 1 }' "$root/README.md" | grep . || fail "README.md: no $2 in the section $1"
}

# said SECTION BEGINNING runs the one command of a section that begins so, and
# returns its exit code.
said() {
	local command
	command=$(commands "$1" | grep -F -- "$2" | awk -v text="$2" 'index($0, text) == 1')
	[[ -n $command && $command != *$'\n'* ]] || fail "README.md: not one command in the section $1 begins with: $2"
	echo "$command" >>"$scratch/said"
	echo "\$ $command" >&2
	PATH=$bin:$PATH
	eval "$command"
}

# all_said SECTION... fails if a command of the sections was not run.
all_said() {
	local section left
	for section in "$@"; do
		left=$(commands "$section" | grep -vxFf "$scratch/said" || true)
		[[ -z $left ]] || fail "README.md: commands in the section $section that $0 does not run:"$'\n'"$left"
	done
}

# wants CODE COMMAND... runs a command and checks its exit code. The output is in
# $scratch/stdout and $scratch/stderr.
wants() {
	local want=$1 code=0
	shift
	(set -e; "$@") >"$scratch/stdout" 2>"$scratch/stderr" || code=$?
	[[ $code == "$want" ]] || fail "$*: exit code $code, want $want"$'\n'"$(cat "$scratch/stdout" "$scratch/stderr")"
}

# has FILE TEXT... fails if one of the texts is not in a file.
has() {
	local file=$1 text
	shift
	for text in "$@"; do
		grep -qF -- "$text" "$file" || fail "not in the output: $text"$'\n'"$(cat "$file")"
	done
}

# tree DIR copies what would be committed of this module, without its tests.
tree() {
	mkdir -p "$1"
	git -C "$root" ls-files -z --cached --others --exclude-standard -- . ':!testdata' ':!*_test.go' |
		tar -c -C "$root" --null -T - | tar -x -C "$1"
}

# release VERSION makes what tree copies a release, which the go command finds by
# the path of the module. The module cache is another one from then on, and has
# nothing but what the release takes.
release() {
	local cache
	cache=$(go env GOMODCACHE)/cache/download
	go mod download
	tree "$scratch/release"
	git -C "$scratch/release" init -q
	git -C "$scratch/release" add -A
	git -C "$scratch/release" -c user.name=test -c user.email=test@example.com commit -q -m release
	git -C "$scratch/release" tag "$1"
	export GOSUMDB=off GOFLAGS="$(go env GOFLAGS) -modcacherw"
	GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=url.file://$scratch/release.insteadOf GIT_CONFIG_VALUE_0=https://github.com/streamclose/streamclose \
		GOMODCACHE=$scratch/fetched GOPROXY=direct go mod download "github.com/streamclose/streamclose@$1"
	export GOPROXY=file://$scratch/fetched/cache/download,file://$cache,$(go env GOPROXY) GOMODCACHE=$scratch/modules
}
