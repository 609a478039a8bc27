#!/usr/bin/env bash
#
# Does what README.md tells to do in editors: the task of VS Code, by hand, the
# options of Vim, if it is installed, and the command for viewers of SARIF. That
# matchers understand the output is tested by TestMatchers in cmd/streamclose.
. "$(dirname "${BASH_SOURCE[0]}")/common.bash"
section="In editors"
PATH=$bin:$PATH
cp -R testdata/src/e2e/vet "$scratch/src"
cd "$scratch/src/demo"

task=$(block "$section" jsonc)
command=$(sed -n 's/^ *"command": "\(.*\)",$/\1/p' <<<"$task")
wants 1 bash -c "${command:?README.md: no command in the task}"
has "$scratch/stdout" "./demo.go:10:22: " "./cgo/cgo.go:10:22: " "./greet/greet.go:7:22: "
has <(echo "$task") '"problemMatcher": "$go"'

wants 1 said "$section" "streamclose -format=sarif"
[[ $(grep -c '"codeFlows"' streamclose.sarif) == 3 ]] || fail "not 3 paths in the file for viewers of SARIF: $(cat streamclose.sarif)"
all_said "$section"
echo "the task for VS Code and the file for viewers of SARIF have 3 findings"

if ! command -v vim; then
	echo "vim is not on this machine: its options were not tried"
	exit
fi
block "$section" vim >"$scratch/options.vim"
vim -es -u NONE -c "source $scratch/options.vim" -c 'silent make!' \
	-c 'call writefile(map(filter(getqflist(), "v:val.valid"), {_, q -> bufname(q.bufnr) .. ":" .. q.lnum .. ":" .. q.col .. ": " .. q.text}), "quickfix")' \
	-c 'qa!' >/dev/null
sed -i.bak 's|^\./||' quickfix
diff <(streamclose -format=plain ./... | sed 's|^\./||') quickfix
echo "the quickfix list of Vim has them, too"
