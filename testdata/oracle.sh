#!/usr/bin/env bash
#
# Runs the fixtures with the real quic-go and compares what happens with what
# streamclose says of them. STREAMCLOSE is the path of the built tool.
set -euo pipefail
: "${STREAMCLOSE:?is the path of the built tool, as from go build ./cmd/streamclose}"
STREAMCLOSE=$(realpath "$STREAMCLOSE")
export STREAMCLOSE GOWORK=off
cd "$(dirname "${BASH_SOURCE[0]}")/src/oracle"
go vet ./...
go test -count=1 -timeout=15m ./...
