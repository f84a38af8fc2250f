#!/bin/sh
# Checks the alerts and dashboards of the chart: what needs no tool by alerts.py; that each alert fires and stays silent,
# and that every query of a dashboard parses, by promtool. Without promtool it says loudly what was not checked.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
cd "$root"
python3 scripts/chart/alerts.py --self-test
python3 scripts/chart/alerts.py
if ! scripts/tools/prometheus.sh; then
  echo "alerts: SKIPPED: promtool cannot be had, so no alert was seen to fire (scripts/tools/prometheus.sh)" >&2
  exit 0
fi
promtool=$root/.tools/prometheus/bin/promtool
log=$(mktemp)
trap 'rm -f "$log" "$log.yaml"' EXIT
shown() { "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }; }
shown "$promtool" check rules deploy/k8s/phimesh/files/alerts/*.yaml
python3 scripts/chart/alerts.py --queries >"$log.yaml"
shown "$promtool" check rules "$log.yaml"
for test in deploy/k8s/tests/alerts/*.test.yaml; do
  shown "$promtool" test rules "$test"
done
echo "alerts: every rule and query parses, every alert was seen to fire and to stay silent (promtool)" >&2
