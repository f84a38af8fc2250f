#!/bin/sh
# Puts prometheus and promtool behind .tools/prometheus/bin/: those on PATH, or Debian's package, unpacked and not
# installed, so that the system stays as it is. apt checks it against the distribution's signed index; the version is
# the distribution's, 2.40 or newer. Prints nothing on standard output. Exit 3: cannot be had here.
set -eu
me=prometheus
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
# shellcheck source=scripts/tools/lib.sh
. "$root/scripts/tools/lib.sh"
dir=$root/.tools/prometheus

usable() { at_least "$("$1/promtool" --version 2>/dev/null | sed -n 's/^[^0-9]*\([0-9][0-9.]*\).*/\1/p;q')" 2.40; }

[ -x "$dir/bin/promtool" ] && [ -x "$dir/bin/prometheus" ] && usable "$dir/bin" && exit 0
mkdir -p "$dir"

on_path() {
  tool=$(command -v promtool) && server=$(command -v prometheus) && usable "$(dirname -- "$tool")" || return 1
  mkdir -p "$dir/bin"
  ln -sfn "$tool" "$dir/bin/promtool"
  ln -sfn "$server" "$dir/bin/prometheus"
}

# The last step is one rename, so that two at a time do no harm.
from_debian() {
  command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 || return 1
  tmp=$(mktemp -d "$dir/fetch.XXXXXX")
  say "fetching Debian's package prometheus (19 MB), checked by apt"
  if { (cd "$tmp" && apt-get download -qq prometheus >/dev/null 2>&1) ||
    (cd "$tmp" && [ "$(id -u)" = 0 ] && apt-get update -qq >/dev/null 2>&1 &&
      apt-get download -qq prometheus >/dev/null 2>&1); } &&
    dpkg-deb -x "$tmp"/prometheus_*.deb "$tmp/out" && usable "$tmp/out/usr/bin"; then
    rm -rf "$dir/bin"
    mv "$tmp/out/usr/bin" "$dir/bin"
    rm -rf "$tmp"
    return 0
  fi
  rm -rf "$tmp"
  return 1
}

on_path || from_debian || {
  say "no prometheus and promtool 2.40 or newer: not on PATH, and Debian's package is out of reach"
  exit 3
}
say "$("$dir/bin/promtool" --version 2>&1 | sed 's/ (.*//;q') is in .tools/prometheus/bin"
