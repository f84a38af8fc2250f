#!/bin/sh
# Removes .phimesh/, what `./justw up` left: streams, projections, keys and settings of this clone. Refuses while a
# process still works on it, because the store of a running server must not vanish under it.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
left=$root/.phimesh
[ -e "$left" ] || { echo "reset: there is no .phimesh/, nothing to remove" >&2; exit 0; }
for process in /proc/[0-9]*; do
  pid=${process#/proc/}
  [ "$pid" != "$$" ] || continue
  command=$(tr '\0' ' ' 2>/dev/null <"$process/cmdline") || continue
  here=$(readlink "$process/cwd" 2>/dev/null) || here=
  case "$here $command" in *"$left/"* | "$root "*"phimesh up "*)
    echo "reset: process $pid still works on .phimesh/: stop it first (Ctrl-C where ./justw up runs, or kill $pid)" >&2
    exit 1
    ;;
  esac
done
rm -rf "$left"
echo "reset: removed .phimesh/" >&2
