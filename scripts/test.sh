#!/bin/sh
# Runs the tests: the chart's alerts and dashboards, then by cargo-nextest where the machine has it, else by cargo itself; the doc tests by cargo in both cases.
# With arguments: `cargo test` with those.
set -eu
if [ $# -gt 0 ]; then
  exec cargo test "$@"
fi
scripts/chart/alerts.sh
if command -v cargo-nextest >/dev/null 2>&1; then
  cargo nextest run --workspace
  exec cargo test --workspace --doc
fi
exec cargo test --workspace
