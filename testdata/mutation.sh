#!/usr/bin/env bash
#
# Takes away each release in the clean functions of quic-go and webtransport-go
# that have to do with streams, one at a time, in memory, and counts the changes
# that streamclose reports. The same for the fixtures is the test TestMutants.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for module in github.com/quic-go/webtransport-go@v0.13.0 github.com/quic-go/quic-go@v0.65.0; do
	go mod download "$module"
	echo "$module:"
	output=$(go test ./analyzer -count=1 -run '^TestMutants$' -v -mutate "$(go env GOMODCACHE)/$module")
	sed -n 's/^ *[a-z_]*\.go:[0-9]*: //p' <<<"$output"
done
