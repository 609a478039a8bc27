#!/usr/bin/env bash
#
# Measures on a module of many packages what the go command keeps of streamclose,
# and what it takes from a cache that machines share: runs of the tool, and
# seconds of processor time.
#
#	testdata/cache.sh	60 packages that import nothing else
#	testdata/cache.sh -long	2000 packages that import quic-go
. "$(dirname "${BASH_SOURCE[0]}")/common.bash"
section="In large repositories"
vet='GOCACHEPROG="go-cacher --cache-dir $SHARED" go vet'
packages=60
[[ ${1-} != -long ]] || packages=2000

# The vet tool tells when it analyzes a package.
tool() {
	mv "$1" "$2"
	printf '#!/bin/sh\ncase "$*" in *.cfg) echo >>%s ;; esac\nexec %s "$@"\n' "$scratch/runs" "$2" >"$bin/streamclose"
	chmod +x "$bin/streamclose"
}

mkdir -p "$scratch/module/wire"
cd "$scratch/module"
if [[ ${1-} == -long ]]; then
	sed 's|^module .*|module example.com/many|' "$root/testdata/src/e2e/app/go.mod" >go.mod
	cp "$root/testdata/src/e2e/app/go.sum" .
	go mod download
	printf 'package wire\n\nimport "github.com/quic-go/quic-go"\n\ntype (\n\tConn   = quic.Conn\n\tStream = quic.Stream\n)\n' >wire/wire.go
else
	printf 'module example.com/many\n\ngo 1.26.0\n' >go.mod
	sed '/^\/\/ Greet/,$d' "$root/testdata/src/e2e/vet/wire/wire.go" >wire/wire.go
fi

# Each package imports two others, down to p1, through which the streams of all
# go. One in ten leaks.
for ((i = 1; i <= packages; i++)); do
	close='defer stream.Close()'
	((i % 10)) || close=
	use= imports=
	((i == 1)) || use="p$((i / 2)).Use(stream)" imports="\"example.com/many/p$((i / 2))\""
	((i < 4)) || use+="; p$((i / 3)).Use(stream)" imports+="; \"example.com/many/p$((i / 3))\""
	mkdir "p$i"
	cat >"p$i/p$i.go" <<-END
		package p$i

		import ("example.com/many/wire"; $imports)

		func Send(conn *wire.Conn) error {
			stream, err := conn.OpenStream()
			if err != nil {
				return err
			}
			$close
			Use(stream)
			return nil
		}

		func Use(stream *wire.Stream) {
			stream.Write(nil)
			$use
		}
	END
done

# measure NAME LEAST MOST FINDINGS [COMMAND] runs the command in README.md. The tool
# is run so often, and finds so much.
measure() {
	local runs TIMEFORMAT='%U %S' code=0
	: >"$scratch/runs"
	[[ $4 == 0 ]] || code=1
	{ time wants "$code" said "$section" "${5-$vet}" 2>&3; } 3>&2 2>"$scratch/time"
	runs=$(wc -l <"$scratch/runs")
	sed -nE 's/^([^[:blank:]]+: stream from .*)/\1/p' "$scratch/stdout" "$scratch/stderr" | LC_ALL=C sort >"$scratch/found"
	printf '%-58s %5d runs of the tool %7.1f s\n' "$1" "$runs" "$(awk '{ print $1 + $2 }' "$scratch/time")"
	[[ $runs -ge $2 && $runs -le $3 ]] || fail "want $2 to $3 runs"
	[[ $(wc -l <"$scratch/found") == "$4" ]] || fail "want $4 findings, not $(cat "$scratch/found")"
}

GOBIN=$bin wants 0 said "$section" "go install"
tool "$bin/streamclose" "$scratch/tool"
leaks=$((packages / 10))
echo "$packages packages:"

export SHARED=$scratch/shared GOCACHE=$scratch/first
measure "nothing in any cache" "$packages" 9999 "$leaks"
cp "$scratch/found" "$scratch/want"
measure "again" 0 0 "$leaks"

# All that the second machine has of the first one is the shared cache. The tool
# has another name there.
mv "$SHARED" "$scratch/copied"
rm -rf "$GOCACHE"
tool "$scratch/tool" "$scratch/installed"
export SHARED=$scratch/copied GOCACHE=$scratch/second
measure "a second machine, with the shared cache" 0 0 "$leaks"
cmp "$scratch/want" "$scratch/found"
measure "streamclose ./..., which keeps nothing" 0 0 "$leaks" "streamclose ./..."
diff "$scratch/want" <(sed 's|^\./||' "$scratch/found")

echo "// A comment." >>"p$packages/p$packages.go"
measure "a change in a package that no other one imports" 1 1 "$leaks"
echo "// A comment." >>p1/p1.go
measure "a change in a function that all call, to the same effect" 1 1 "$leaks"
sed -i.bak 's|stream.Write(nil)|stream.Close()|' p1/p1.go
measure "the same, so that it closes the streams" "$packages" $((packages + 9)) 0
echo >>"$scratch/installed"
measure "streamclose with other bytes" "$packages" 9999 0
all_said "$section"
[[ ${1-} == -long ]] || echo "left to -long: 2000 packages that import quic-go"
