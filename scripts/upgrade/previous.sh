#!/bin/sh
# Prints the commit that an upgrade begins from: the newest one on the main branch before this work that changed code.
# On the main branch that is the one before the newest that changed code. PHIMESH_PREVIOUS names another. Where there is
# no history (a tarball, a shallow clone) it prints nothing, says so, and ends with 3.
set -eu
cd "$(dirname -- "$0")/../.."
say() { printf 'upgrade: %s\n' "$*" >&2; }
code='services shared Cargo.toml Cargo.lock'

if [ -n "${PHIMESH_PREVIOUS:-}" ]; then
  git rev-parse --verify --quiet "$PHIMESH_PREVIOUS^{commit}" || { say "there is no commit $PHIMESH_PREVIOUS"; exit 1; }
  exit 0
fi
# the repository must be this one and not one around it
[ "$(git rev-parse --show-toplevel 2>/dev/null)" = "$(pwd -P)" ] || { say "this is no git repository"; exit 3; }

# newest COMMIT: the newest commit up to that one that changed code, following the main line.
newest() {
  # shellcheck disable=SC2086 # a list of paths
  git log -1 --first-parent --format=%H "$1" -- $code
}

head=$(git rev-parse HEAD)
base=
for main in main origin/main; do
  base=$(git merge-base HEAD "$main" 2>/dev/null) && break
done
if [ -n "$base" ] && [ "$base" != "$head" ]; then
  found=$(newest "$base")
else
  # on the main branch: the newest commit with code is what is upgraded to
  now=$(newest HEAD)
  [ -n "$now" ] && git rev-parse --verify --quiet "$now^" >/dev/null || { say "the history here does not reach back"; exit 3; }
  found=$(newest "$now^")
fi
[ -n "$found" ] || { say "the history here holds no earlier commit with code"; exit 3; }
printf '%s\n' "$found"
