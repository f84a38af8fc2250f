#!/bin/sh
# Builds an OpenTelemetry Collector and Jaeger into .tools/tracing/ with Go, from the modules that scripts/tools/go/go.mod
# and go.sum pin by hash (the first time about ten minutes on two cores, 110 MB). Prints nothing on standard output.
# Exit 3: cannot be had here.
set -eu
me=tracing
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
# shellcheck source=scripts/tools/lib.sh
. "$root/scripts/tools/lib.sh"
source=$root/scripts/tools/go
dir=$root/.tools/tracing
mark=$dir/.of-$(cat "$source/go.mod" "$source/go.sum" "$source/collector/main.go" | cksum | cut -d ' ' -f 1)

[ -x "$dir/collector" ] && [ -x "$dir/jaeger" ] && [ -e "$mark" ] && exit 0
wanted=$(sed -n 's/^go //p' "$source/go.mod")
have=$(go version 2>/dev/null | sed -n 's/^go version go\([0-9.]*\).*/\1/p')
at_least "$have" "$wanted" || {
  say "Go $wanted or newer is not on PATH (found: ${have:-none}): no Collector and no Jaeger"
  exit 3
}
mkdir -p "$dir"
log=$(mktemp "$dir/log.XXXXXX")
trap 'rm -f "$log"' EXIT
# build NAME PACKAGE: one rename at the end, so that two at a time do no harm.
build() {
  say "building $1 with Go (the first time some minutes)"
  (cd "$source" && CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS='-mod=readonly -trimpath' nice go build -ldflags=-s -o "$dir/$1.$$" "$2") >"$log" 2>&1 || {
    tail -n 5 "$log" >&2
    say "$1 cannot be built: see above"
    exit 3
  }
  mv -f "$dir/$1.$$" "$dir/$1"
}
build collector ./collector
build jaeger github.com/jaegertracing/jaeger/cmd/jaeger
rm -f "$dir"/.of-*
: >"$mark"
say "the Collector and Jaeger are in .tools/tracing"
