#!/bin/sh
# Removes .phimesh/, what `./justw up` left: streams, projections, keys and settings of this clone. Refuses while a
# process still works on it, because the store of a running server must not vanish under it.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
left=$root/.phimesh
[ -e "$left" ] || { echo "reset: there is no .phimesh/, nothing to remove" >&2; exit 0; }
for process in /proc/[0-9]*; do
  pid=${process#/proc/}
  if [ "$pid" != "$$" ] && tr '\0' ' ' <"$process/cmdline" 2>/dev/null | grep -qF "$left/"; then
    echo "reset: process $pid still works on .phimesh/: stop it first (Ctrl-C where ./justw up runs, or kill $pid)" >&2
    exit 1
  fi
done
rm -rf "$left"
echo "reset: removed .phimesh/" >&2
