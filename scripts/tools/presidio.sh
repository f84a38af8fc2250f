#!/bin/sh
# Puts Presidio's analyzer (Microsoft's redactor, for comparison only) into .tools/presidio/, every wheel checked by hash
# (82 MB), and says on standard output with which Python it runs. Done already = some milliseconds.
set -eu
me=presidio
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
# shellcheck source=scripts/tools/lib.sh
. "$root/scripts/tools/lib.sh"
presidio=$root/.tools/presidio
pins=$root/scripts/tools/pins/presidio.txt
done_mark=$presidio/.of-$(cksum <"$pins" | cut -d ' ' -f 1)

if [ ! -e "$done_mark" ]; then
  mkdir -p "$root/.tools"
  find_pip || die "no pip, so no Presidio"
  new=$(mktemp -d "$root/.tools/presidio-new.XXXXXX")
  trap 'rm -rf "$new"' EXIT
  say "fetching presidio-analyzer $(sed -n 's/^presidio-analyzer==\([^ ]*\).*/\1/p' "$pins") from PyPI, checked by hash (82 MB)"
  with_pip install --quiet --no-deps --require-hashes --only-binary=:all: -r "$pins" --target "$new" ||
    die "no Presidio for $(python3 --version 2>&1): its wheels are pinned for CPython 3.11 and 3.13 on Linux x86_64"
  rm -rf "$presidio"
  mv "$new" "$presidio"
  trap - EXIT
  : >"$done_mark"
fi
command -v python3
