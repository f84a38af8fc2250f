#!/bin/sh
# Runs the mesh before a real OpenTelemetry Collector, Jaeger and Prometheus, and checks what an SRE would see there
# (e2e/peers/watch/watch.py). usage: scripts/watch.sh TARGET [--pictures DIR]; `./justw watch`.
# What cannot be had here is said loudly, and nothing is checked.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"
target=$1
shift
for tool in tracing prometheus; do
  scripts/tools/$tool.sh || {
    [ $? = 3 ] || exit 1
    echo "watch: SKIPPED: no trace was looked at in Jaeger and no dashboard filled from Prometheus (scripts/tools/$tool.sh)" >&2
    exit 0
  }
done
scripts/tools/speech.sh
cargo build --workspace --bins
exec python3 e2e/peers/watch/watch.py --mesh "$target/debug/watched" --tracing .tools/tracing --prometheus .tools/prometheus/bin "$@"
