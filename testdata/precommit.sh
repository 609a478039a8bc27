#!/usr/bin/env bash
#
# Commits to a repository that has the hooks of .pre-commit-hooks.yaml: leaks do
# not get through. pre-commit itself is run if it is installed. In any case its
# part is played by this script: the entry of a hook, with its arguments and the
# names of the staged files.
. "$(dirname "${BASH_SOURCE[0]}")/common.bash"
fixtures=$root/testdata/src/e2e
export PRE_COMMIT_HOME=$scratch/home
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.com GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@example.com

# The repository of the hooks is this one, with what is not committed yet.
tree "$scratch/hooks"
git -C "$scratch/hooks" init -q -b main
git -C "$scratch/hooks" add -A
git -C "$scratch/hooks" commit -q -m hooks

# configuration ID prints the configuration in README.md with another hook.
configuration() {
	block "With pre-commit" yaml | sed "s|repo: .*|repo: $scratch/hooks|; s|id: streamclose\$|id: $1|"
}

# field NAME ID prints a field of a hook.
field() {
	awk -v name="  $1: " -v id="- id: $2" '/^- /{here = $0 == id} here && index($0, name) == 1 {print substr($0, length(name) + 1)}' \
		"$scratch/hooks/.pre-commit-hooks.yaml"
}

# files ID prints the patterns of the files that a hook is for.
files() {
	local type
	for type in $(field types "$1" | tr -d '[],') $(field types_or "$1" | tr -d '[],'); do
		case $type in
		go) echo "'*.go'" ;;
		go-mod) echo "'*go.mod'" ;;
		go-sum) echo "'*go.sum'" ;;
		*) fail "hook $1: files of the type $type" ;;
		esac
	done
}

# play ID makes a git hook that does what pre-commit would do.
play() {
	local entry exclude args patterns names=
	entry=$(field entry "$1")
	exclude=$(field exclude "$1")
	args=$(field args "$1" | tr -d '[],"')
	[[ -n $entry ]] || fail "no hook $1"
	# pre-commit builds the module for this language and no other.
	[[ $(field language "$1") == golang ]] || fail "hook $1: language $(field language "$1")"
	patterns=$(files "$1")
	[[ -n $patterns ]] || fail "hook $1: no types of files"
	[[ $(field pass_filenames "$1") == false ]] || names='"${files[@]}"'
	cat >.git/hooks/pre-commit <<-END
		#!/usr/bin/env bash
		mapfile -t files < <(git diff --cached --name-only --diff-filter=ACMRT -- ${patterns//$'\n'/ } | grep -vE '${exclude:-^$}')
		[[ \${#files[@]} == 0 ]] || PATH='$bin':\$PATH $entry $args $names
	END
	chmod +x .git/hooks/pre-commit
}

# real ID has pre-commit install the hook.
real() {
	configuration "$1" >.pre-commit-config.yaml
	said "With pre-commit" "pre-commit autoupdate"
	git add .pre-commit-config.yaml
	said "With pre-commit" "pre-commit install"
}

# blocked FINDING... commits what is staged, and wants the findings, no others,
# and no commit.
blocked() {
	local head found
	head=$(git rev-parse HEAD)
	! git commit -q -m leaks >"$scratch/output" 2>&1 || fail "not blocked: $(cat "$scratch/output")"
	[[ $(git rev-parse HEAD) == "$head" ]] || fail "blocked, and committed"
	found=$(grep -o '^\./[^ ]*: stream from' "$scratch/output" | sed 's/: .*//' | tr '\n' ' ')
	[[ $found == "$* " ]] || fail "blocked with $found, want $*: $(cat "$scratch/output")"
}

passes() {
	git commit -q -m clean >"$scratch/output" 2>&1 || fail "blocked: $(cat "$scratch/output")"
	[[ -z $(git status --porcelain) ]] || fail "left: $(git status --porcelain)"
}

# commits HOW ID tries leaks in two packages of a module, and in another module.
commits() {
	git init -q -b main "$scratch/$1-$2"
	cd "$scratch/$1-$2"
	cp "$fixtures"/app/go.* .
	git add -A
	git commit -q -m empty
	("$1" "$2") >"$scratch/output" 2>&1 || fail "$(cat "$scratch/output")"

	cp -R "$fixtures/app/clean" .
	mkdir testdata
	echo "not Go" >testdata/broken.go
	git add -A
	passes

	cp -R "$fixtures/app/send" "$fixtures/app/app.go" .
	mkdir other
	cp "$fixtures"/workspace/inner/* other
	git add -A
	if [[ $2 == streamclose-changed ]]; then
		blocked ./app.go:7:22 ./other/inner.go:7:22 ./send/send.go:9:22
	else
		blocked ./app.go:7:22 ./send/send.go:9:22
	fi

	sed -i.bak 's|^\t\(stream\)\.Write|\tdefer \1.Close()\n&|' app.go send/send.go other/inner.go
	rm ./*.bak ./*/*.bak
	git add -A
	passes
	cd "$OLDPWD"
	echo "$2: leaks are blocked, their cure passes"
}

ids=$(sed -n 's/^- id: //p' .pre-commit-hooks.yaml)
named=$(awk '/^##/ { here = /^### With pre-commit$/ } here && sub(/^\| `/, "") { sub(/`.*/, ""); print }' README.md)
[[ $ids == "$named" ]] || fail "the hooks are ${ids//$'\n'/, }, README.md names ${named//$'\n'/, }"
echo "hooks: ${ids//$'\n'/, }"
for id in $ids; do
	commits play "$id"
done
if ! command -v pre-commit; then
	echo "pre-commit is not on this machine: its part was only played"
	exit
fi
pre-commit --version
for id in $ids; do
	commits real "$id"
done
cd "$scratch/real-streamclose"
said "With pre-commit" "pre-commit run"
all_said "With pre-commit"
pre-commit try-repo "$scratch/hooks" streamclose-changed --all-files
