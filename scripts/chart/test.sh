#!/bin/sh
# The chart's test ladder (deploy/k8s/tests), with the Helm SDK; what it needs is fetched first.
# usage: scripts/chart/test.sh [TEST ...]     all of it, or python's names of tests: test_rules.Nats
#        scripts/chart/test.sh --programs     all of it with helm 3 and helm 4 themselves, where go can build them
#        scripts/chart/test.sh --write        the generated files and golden renders anew
# Where the wheels cannot be had it says so and passes; PHIMESH_CHART_TESTS=required makes that a failure.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
fetch=
[ "${1:-}" != --programs ] || fetch=binaries
"$root/scripts/tools/helm.sh" $fetch || {
  echo "chart: SKIPPED: neither the chart nor its rules were tested, for want of what the lines above name" >&2
  [ "${PHIMESH_CHART_TESTS:-}" != required ] || exit 1
  exit 0
}
export PYTHONPATH="$root/.tools/chart" PYTHONDONTWRITEBYTECODE=1
PHIMESH_TOOLS=$root/.tools
export PHIMESH_TOOLS
cd "$root/deploy/k8s/tests"
case ${1:-} in
--write)
  python3 "$root/scripts/chart/generate.py"
  exec python3 test_render.py --write
  ;;
--programs)
  for program in "$root"/.tools/helm/helm*; do
    [ -x "$program" ] || { echo "chart: SKIPPED: no helm program; the SDK's tests are in ./justw test" >&2; exit 0; }
    echo "chart: $("$program" version --short)" >&2
    PHIMESH_HELM=$program python3 -m unittest
  done
  ;;
*) exec python3 -m unittest "$@" ;;
esac
