#!/usr/bin/env bash
#
# Takes the shell steps out of action.yml and runs them as GitHub does, and the
# job for GitLab out of README.md.
#
#	testdata/action.sh
#	testdata/action.sh -long	also has actionlint read the workflow in README.md
. "$(dirname "${BASH_SOURCE[0]}")/common.bash"

# part ID KEY prints what action.yml has below a key of a step.
part() {
	awk -v id="    - id: $1" -v key="      $2:" '
		/^    - / { here = $0 == id }
		/^      [a-z-]+:/ { inside = 0 }
		here && inside && sub(/^        /, "")
		here && (index($0, key) == 1) { inside = 1 }' "$root/action.yml"
}

declare -A inputs
# given [NAME=VALUE]... sets the inputs, to what action.yml says if they are not
# given.
given() {
	local name value
	while IFS== read -r name value; do
		inputs[$name]=$value
	done < <(awk '/^  [a-z-]+:$/ { name = $1; sub(":", "", name) } /^    default: / { sub("^    default: ", ""); gsub("\"", ""); print name "=" $0 }' "$root/action.yml")
	[[ ${#inputs[@]} == 5 ]] || fail "action.yml: inputs ${!inputs[*]}"
	for value in "$@"; do
		[[ -v inputs[${value%%=*}] ]] || fail "action.yml has no input ${value%%=*}"
		inputs[${value%%=*}]=${value#*=}
	done
}

# step ID runs a step.
step() {
	local name value variables=() inputs_of='^\$\{\{ inputs\.([a-z-]+) \}\}$'
	while IFS=: read -r name value; do
		value=${value# }
		if [[ $value =~ $inputs_of ]]; then
			[[ -v inputs[${BASH_REMATCH[1]}] ]] || fail "action.yml has no input ${BASH_REMATCH[1]}"
			value=${inputs[${BASH_REMATCH[1]}]}
		elif [[ $value == '${{ github.action_path }}' ]]; then
			value=$scratch/action
		else
			fail "action.yml: step $1: cannot play $value"
		fi
		variables+=("$name=$value")
	done < <(part "$1" env)
	part "$1" run >"$scratch/step"
	[[ -s $scratch/step ]] || fail "action.yml has no step $1"
	(
		cd "$scratch/checkout/${inputs[working-directory]}"
		env ${variables[@]+"${variables[@]}"} GITHUB_OUTPUT="$scratch/outputs" RUNNER_TEMP="$scratch/temp" \
			bash --noprofile --norc -eo pipefail "$scratch/step"
	)
}

export GOFLAGS=-buildvcs=false
tree "$scratch/action"
mkdir "$scratch/temp"
cp -R testdata/src/e2e/vet "$scratch/checkout"
git init -q "$scratch/checkout"

given working-directory=demo
wants 0 step places
for output in build=/ modules=/ go=go1.; do
	grep -q "^$output" "$scratch/outputs" || fail "outputs: $(cat "$scratch/outputs")"
done
for output in $(grep -o 'steps\.places\.outputs\.[a-z]*' action.yml | sed 's/.*\.//'); do
	grep -q "^$output=" "$scratch/outputs" || fail "action.yml: the step places has no output $output"
done
for name in $(grep -o 'inputs\.[a-z-]*' action.yml | sed 's/.*\.//'); do
	[[ -v inputs[$name] ]] || fail "action.yml has no input $name"
done
wants 0 step build
has "$scratch/stdout" "streamclose (devel), built with $(go env GOVERSION)"

wants 1 step check
[[ $(grep -c '^::error file=demo/.*,line=.*,col=.*::stream from OpenStream is not closed' "$scratch/stdout") == 3 ]] || fail "$(cat "$scratch/stdout")"
[[ ! -e $scratch/temp/streamclose.sarif ]] || fail "SARIF that nobody asked for"
given working-directory=demo code-scanning=true flags="-generated -fix-blank" packages=$'./greet\n./use'
wants 1 step check
[[ $(grep -c '^::error file=demo/greet/greet.go,line=7,col=22' "$scratch/stdout") == 1 ]] || fail "$(cat "$scratch/stdout")"
uploaded=$(sed -n 's|^ *sarif_file: ${{ runner.temp }}/||p' action.yml)
[[ -s $scratch/temp/${uploaded:?action.yml uploads nothing} ]] || fail "action.yml uploads $uploaded, which no step writes"
has "$scratch/temp/$uploaded" '"uri": "demo/greet/greet.go"' '_ = stream.Close()'
given working-directory=demo packages=./use
wants 0 step check
given working-directory=demo packages=./none
wants 2 step check
given working-directory=demo flags=-typo
wants 2 step check
echo "the steps of action.yml: findings, SARIF, several packages, none, and exit codes"

workflow=$(block "On GitHub" yaml)
used=$(awk '/uses: streamclose/ { here = 1; next } / - / { here = 0 } here && /^          [a-z-]+:/ { sub(":.*", ""); print $1 }' <<<"$workflow")
[[ -n $used ]] || fail "README.md: no inputs in the workflow"
for name in $used; do
	[[ -v inputs[$name] ]] || fail "README.md: action.yml has no input $name"
done
has <(echo "$workflow") "uses: streamclose/streamclose@"

# The job for GitLab, in the directory of a module. GitLab stops it at the first
# command that fails.
block "On GitLab" yaml | sed -n '/^    - |$/,/^  [a-z]/s/^      //p' >"$scratch/job"
release v0.1.0
export GOBIN=$scratch/gobin
(
	cd "$scratch/checkout/demo"
	PATH=$GOBIN:$PATH wants 1 bash -eo pipefail "$scratch/job"
	report=$(block "On GitLab" yaml | sed -n 's/^      codequality: //p')
	cp "$report" "$scratch/report"
)
cat >"$scratch/report.go" <<'E'
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// What GitLab takes from a report.
type issue struct {
	Description string
	CheckName   string `json:"check_name"`
	Fingerprint string
	Severity    string
	Location    struct {
		Path  string
		Lines struct{ Begin int }
	}
}

func main() {
	var issues []issue
	if err := json.NewDecoder(os.Stdin).Decode(&issues); err != nil {
		panic(err)
	}
	for _, i := range issues {
		fmt.Println(i.Location.Path, i.Location.Lines.Begin, i.CheckName, i.Severity, len(i.Fingerprint) > 10, len(i.Description) > 10)
	}
}
E
diff - <(go run "$scratch/report.go" <"$scratch/report") <<'E' || fail "the report for GitLab has not what is wanted (<)"
cgo/cgo.go 10 send major true true
demo.go 10 send major true true
greet/greet.go 7 send major true true
E
echo "the job for GitLab: a report with 3 findings"

[[ ${1-} == -long ]] || {
	echo "left to -long: actionlint on the workflow in README.md"
	exit
}
mkdir -p "$scratch/action/.github/workflows"
git init -q "$scratch/action"
sed 's|uses: streamclose/streamclose@.*|uses: ./|' <<<"$workflow" >"$scratch/action/.github/workflows/streamclose.yml"
cd "$scratch/action"
go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
echo "actionlint finds nothing to say about the workflow and action.yml"
