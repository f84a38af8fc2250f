#!/bin/sh
# Runs the tests: by cargo-nextest where the machine has it, else by cargo itself; the doc tests by cargo in both cases.
# With arguments: `cargo test` with those.
set -eu
if [ $# -gt 0 ]; then
  exec cargo test "$@"
fi
if command -v cargo-nextest >/dev/null 2>&1; then
  cargo nextest run --workspace
  exec cargo test --workspace --doc
fi
exec cargo test --workspace
