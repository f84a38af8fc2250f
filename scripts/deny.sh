#!/bin/sh
# Checks the dependencies against deny.toml: by cargo-deny where the machine has it, else by scripts/deny.py, which
# reads the same file and checks licences, bans and sources. Advisories need the advisory database and cargo-deny.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"
if command -v cargo-deny >/dev/null 2>&1; then
  echo "check: cargo deny (bans, licenses, sources)" >&2
  exec cargo deny check bans licenses sources
fi
echo "check: dependencies (scripts/deny.py; cargo-deny is not installed, so advisories are not looked up)" >&2
exec python3 scripts/deny.py
