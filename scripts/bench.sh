#!/bin/sh
# Builds in release what a benchmark needs, and runs it: `scripts/bench.sh TARGET [telemetry | redaction [--peers]] [--json]`.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
target=$1
shift
case "${1:-}" in
redaction)
  case " $* " in
  *" --peers "*)
    "$root/scripts/tools/presidio.sh" >/dev/null || echo "bench: SKIPPING Presidio: it cannot be installed here" >&2
    ;;
  esac
  cargo build -p phimesh -p e2e --bins --release
  ;;
telemetry) cargo build -p outcome -p e2e --bins --release ;;
*)
  "$root/scripts/tools/speech.sh"
  cargo build --workspace --bins --release
  ;;
esac
exec "$target/release/bench" "$@"
