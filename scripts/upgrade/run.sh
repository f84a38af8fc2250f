#!/bin/sh
# Builds the former commit in a work tree with a target folder of its own, starts the cluster of its binaries, and upgrades
# it to this build while calls flow (e2e/src/cluster.rs). Skips loudly where there is no former commit.
# usage: scripts/upgrade/run.sh TARGET [--json]
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
target=$1
shift
status=0
former=$("$root/scripts/upgrade/previous.sh") || status=$?
if [ "$status" = 3 ]; then
  printf '\n*** SKIPPED: the upgrade from the former commit was NOT tested; fetch the history (git fetch --unshallow) ***\n\n' >&2
  exit 0
fi
[ "$status" = 0 ] || exit "$status"

tree=$target/upgrade/tree
binaries=$target/upgrade/build/debug
printf 'upgrade: from %s\n' "$(git -C "$root" log -1 --format='%h %s' "$former")" >&2
if [ "$(cat "$target/upgrade/built" 2>/dev/null)" != "$former" ]; then
  printf 'upgrade: building it in %s (minutes)\n' "$target/upgrade" >&2
  rm -rf "$tree"
  mkdir -p "$target/upgrade"
  # an export and not a work tree of git: nothing of it is left behind in the repository
  mkdir "$tree"
  git -C "$root" archive "$former" | tar -x -C "$tree"
  (cd "$tree" && CARGO_TARGET_DIR=$target/upgrade/build CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0 cargo build --workspace --bins --locked >&2)
  printf '%s\n' "$former" >"$target/upgrade/built"
fi
exec "$target/debug/cluster" --upgrade-from "$binaries" "$@"
