#!/bin/sh
# How well the redactor does on each set of calls written by hand when its model learnt nothing from that set:
# `scripts/redaction/crossval.sh [--misses] [SET...]`. Rules know the open sets all the same; what nobody read is in the blind ones.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
cd "$root"
target=${CARGO_TARGET_DIR:-target}
flag=""
[ "${1:-}" = --misses ] && flag=--misses && shift
[ $# -gt 0 ] || set -- harbor bay cove creek delta fjord lagoon ledger marsh reef tide ward atoll brook canal cape estuary heath shoal sound strait ferry grove mesa mill orchard prairie ridge spring inlet quay
cargo build --release -q -p phi-redaction --examples
weights=$(mktemp)
trap 'rm -f "$weights"' EXIT
for set_name in "$@"; do
  "$target/release/examples/train" "${CALLS:-8000}" 11 "$weights" "$set_name" >/dev/null 2>&1
  "$target/release/examples/sets" $flag "--model=$weights" "$set_name"
done
