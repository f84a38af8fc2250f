#!/usr/bin/env python3
"""Runs the mesh before real backends and looks at it as an SRE does: an OpenTelemetry Collector hands spans to Jaeger, and
Prometheus scrapes the services.

    watch.py --mesh target/debug/watched --tracing .tools/tracing --prometheus .tools/prometheus/bin [--pictures DIR]

Fails unless each call is one trace of the promised shape, nothing planted, no tenant and no attribute off the list is in any
span, every query of every dashboard is answered, with data where a healthy run has some, and no page fires. The broker's own
metrics are looked at where prometheus-nats-exporter is on PATH (or named by PHIMESH_NATS_EXPORTER). Everything listens on
loopback; what is started here is stopped here.
"""
import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

# nothing is left beside the sources
sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts/chart"))
sys.path.insert(0, str(ROOT / "scripts/dashboards"))
import alerts  # noqa: E402
import render  # noqa: E402

OTLP_KINDS = {1: "internal", 2: "server", 3: "client", 4: "producer", 5: "consumer"}
# A call's way: (service, span) from the door to the EHR, each a descendant of the one before.
WAY = [("call-intake", "POST "), ("call-intake", "publish phi.v1.call"), ("transcription", "process phi.v1.call"), ("transcription", "publish phi.v1.transcript"),
       ("redaction", "process phi.v1.transcript"), ("redaction", "publish phi.v1.redaction"), ("outcome", "process phi.v1.redaction"),
       ("outcome", "publish phi.v1.outcome"), ("ehr-sync", "process phi.v1.outcome"), ("ehr-sync", "publish phi.v1.ehr")]
KINDS = {"publish": "producer", "process": "consumer", "receive": "client"}
# Alerts that say how fast the machine is: no test is decided by that.
SPEED = {"PhimeshCallOutcomeBurn", "PhimeshRedactionBurn", "PhimeshEhrDeliveryBurn", "PhimeshAppendsSlow", "PhimeshClockSkew", "PhimeshConsumerStalled", "PhimeshLoopStuck"}


class Failed(Exception):
    """Something is not as promised."""


def say(text):
    print(f"watch: {text}", file=sys.stderr, flush=True)


def get(url):
    # straight to loopback, whatever proxy the environment names
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=20) as answer:
        return answer.read().decode()


def until(what, patience, look):
    """Looks again and again; the last answer counts."""
    ends = time.monotonic() + patience
    while True:
        try:
            found = look()
            if found:
                return found
        except (OSError, ValueError) as error:
            found = error
        if time.monotonic() > ends:
            raise Failed(f"{what} within {patience} s: {found!r}")
        time.sleep(0.3)


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Run:
    """The processes of one run, in one folder."""

    def __init__(self, folder):
        self.folder, self.processes = folder, []

    def start(self, name, command, **more):
        log = open(self.folder / f"{name}.log", "wb")
        process = subprocess.Popen([str(part) for part in command], stderr=log, **{"stdout": log, "stdin": subprocess.DEVNULL, **more})
        self.processes.append((name, process))
        return process

    def stop(self):
        for _, process in reversed(self.processes):
            if process.stdin:
                process.stdin.close()
            else:
                process.terminate()
        for name, process in reversed(self.processes):
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                say(f"{name} did not end by itself")
                process.kill()
                process.wait()

    def tail(self):
        for name, _ in self.processes:
            lines = (self.folder / f"{name}.log").read_text(errors="replace").split("\n")[-6:]
            print(f"--- {name}\n" + "\n".join(lines), file=sys.stderr)


def fill(name, folder, ports):
    text = (HERE / name).read_text()
    for key, port in ports.items():
        text = text.replace(f"@{key}@", str(port))
    (folder / name).write_text(text)
    return folder / name


def prometheus_config(folder, health, exporter):
    """Every service a target of its own, as in the chart: its own label `service` is kept."""
    jobs = [{"job_name": "phimesh", "honor_labels": True, "static_configs": [{"targets": sorted(health.values())}]}]
    if exporter:
        jobs.append({"job_name": "nats", "static_configs": [{"targets": [f"127.0.0.1:{exporter}"]}]})
    config = {"global": {"scrape_interval": "1s", "evaluation_interval": "2s"}, "rule_files": [f"{ROOT / alerts.ALERTS}/*.yaml"], "scrape_configs": jobs}
    # JSON is YAML
    (folder / "prometheus.yml").write_text(json.dumps(config))
    return folder / "prometheus.yml"


def nats_exporter():
    named = os.environ.get("PHIMESH_NATS_EXPORTER")
    return named or shutil.which("prometheus-nats-exporter")


def value(attribute):
    """An OTLP attribute's value; ids and words are all that is compared."""
    return next(iter(attribute["value"].values()), None)


def spans_of(answer):
    """The spans of an answer of Jaeger's API v3, which is OTLP, by id. (Its older API shows one reference where a span has a
    parent and a link to it, and calls it no parent.)"""
    spans = {}
    for resource in answer.get("result", {}).get("resourceSpans", []):
        service = next(value(one) for one in resource["resource"]["attributes"] if one["key"] == "service.name")
        for span in (span for scope in resource["scopeSpans"] for span in scope["spans"]):
            tags = {one["key"]: value(one) for one in span.get("attributes", []) if not one["key"].startswith("@jaeger@")}
            inner = [one["key"] for part in span.get("events", []) + span.get("links", []) for one in part.get("attributes", [])]
            begin, end = int(span["startTimeUnixNano"]), int(span["endTimeUnixNano"])
            spans[span["spanId"]] = {"service": service, "name": span["name"], "kind": OTLP_KINDS.get(span.get("kind")), "tags": tags, "keys": set(tags) | set(inner),
                                     "parent": span.get("parentSpanId") or None, "links": [link["spanId"] for link in span.get("links", [])],
                                     "start": begin / 1000, "took": (end - begin) / 1000}
    return spans


def ancestors(spans, span):
    while span:
        yield span
        span = spans.get(span["parent"])


def check_trace(spans):
    """One call: from the door to the EHR, each step below the one before."""
    roots = [span for span in spans.values() if span["parent"] not in spans]
    if len(roots) != 1:
        raise Failed(f"a call's trace has {len(roots)} roots: {[(root['service'], root['name']) for root in roots]}")
    last = [span for span in spans.values() if (span["service"], span["name"]) == WAY[-1]]
    if not last:
        raise Failed(f"the trace does not reach the EHR: {sorted({(s['service'], s['name']) for s in spans.values()})}")
    best = []
    for end in last:
        left = list(reversed(WAY))
        for span in ancestors(spans, end):
            if left and span["service"] == left[0][0] and span["name"].startswith(left[0][1]):
                left.pop(0)
        if not left:
            return
        best = left
    raise Failed(f"above the EHR's commit these are missing, in this order: {list(reversed(best))}")


def check_span(span, allowed):
    where = f"{span['service']}: {span['name']}"
    unknown = span["keys"] - allowed
    if unknown:
        raise Failed(f"{where} has attributes that docs/telemetry.md does not list: {sorted(unknown)}")
    word = span["name"].split(" ")[0]
    # requests: at our doors, or to another's server
    kind = KINDS.get(word) or (word.isupper() and ("server" if span["name"].startswith("POST /v1/") else "client"))
    if kind and span["kind"] != kind:
        raise Failed(f"{where} is of kind {span['kind']}, not {kind}")
    if span["name"].startswith(("publish ", "process ")):
        operation, template = span["name"].split(" ", 1)
        want = {"messaging.system": "nats", "messaging.operation.name": operation, "messaging.destination.template": template}
        wrong = {key: span["tags"].get(key) for key, value in want.items() if span["tags"].get(key) != value}
        if wrong:
            raise Failed(f"{where} does not follow the conventions: {wrong}")
    if span["name"].startswith("process ") and span["parent"] and span["parent"] not in span["links"]:
        raise Failed(f"{where} has a parent and no link to it")


def allowed_attributes():
    """The list of docs/telemetry.md."""
    listed = (ROOT / "docs/telemetry.md").read_text().split("### Attributes that a span may have")[1].split("\n#")[0]
    return set(re.findall(r"^\| `([a-z][\w.]*)` \|", listed, re.M))


def check_traces(query, calls, places):
    allowed, seen = allowed_attributes(), 0
    for call in calls:
        url = f"{query}/api/v3/traces/{call['trace']}"

        def whole(url=url):
            spans = spans_of(json.loads(get(url)))
            return spans if any(span["name"] == WAY[-1][1] for span in spans.values()) else None
        call["spans"] = until(f"Jaeger does not have the whole trace of a call ({url})", 30, whole)
        check_trace(call["spans"])
        seen += 1
    services = json.loads(get(f"{query}/api/v3/services"))["services"]
    missing = {service for service, _ in WAY} - set(services)
    if missing:
        raise Failed(f"Jaeger has nothing of {sorted(missing)}")
    count = 0
    for service in services:
        near = [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + shift)) for shift in (-3600, 3600)]
        wanted = {"service_name": service, "start_time_min": near[0], "start_time_max": near[1], "num_traces": 5000}
        body = get(f"{query}/api/v3/traces?" + urllib.parse.urlencode({f"query.{key}": one for key, one in wanted.items()}))
        found = [secret for secret in places["planted"] + places["secret"] if secret in body]
        if found:
            raise Failed(f"{len(found)} planted values, or the tenant, are in the spans of {service}")
        for span in spans_of(json.loads(body)).values():
            check_span(span, allowed)
            count += 1
    say(f"{seen} calls are one trace each, door to EHR; {count} spans of {len(services)} services: kinds, names, attributes on the list, nothing planted, no tenant")


def ask(prometheus, path, **parameters):
    return json.loads(get(f"{prometheus}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"))["data"]


def ranged(prometheus, expression, begin):
    """A dashboard's query over the run, with Grafana's variables as a short run wants them."""
    expression = expression.replace("$__rate_interval", "20s").replace("$__range", "10m").replace("$service", ".*")
    return ask(prometheus, "query_range", query=expression, start=begin, end=time.time(), step=3)["result"]


def quiet():
    """Panels that a healthy run leaves empty, as `dashboard: panel`, from quiet.txt."""
    lines = (HERE / "quiet.txt").read_text().split("\n")
    return {line for line in lines if line and not line.startswith("#")}


def check_dashboards(prometheus, begin, exporter):
    silent, empty, filled = quiet(), [], 0
    for path in sorted((ROOT / alerts.DASHBOARDS).glob("*.json")):
        for panel in alerts.panels(json.loads(path.read_text())):
            for target in panel.get("targets", []):
                series = ranged(prometheus, target["expr"], begin)
                numbers = [value for one in series for _, value in one["values"] if value != "NaN"]
                if numbers:
                    filled += 1
                elif f"{path.stem}: {panel['title']}" not in silent and (exporter or path.stem != "phimesh-broker"):
                    empty.append(f"{path.stem}: {panel['title']}")
    if empty:
        raise Failed("these panels have no data though calls went through:\n  " + "\n  ".join(sorted(set(empty))))
    say(f"{filled} queries of the dashboards have data of this run; the others are those of quiet.txt" + ("" if exporter else ", and the broker's"))


def check_alerts(prometheus):
    firing = {(one["metric"]["alertname"], one["metric"]["severity"]) for one in ask(prometheus, "query", query='ALERTS{alertstate="firing"}')["result"]}
    slow, wrong = {one for one in firing if one[0] in SPEED}, {one for one in firing if one[0] not in SPEED}
    if wrong:
        raise Failed(f"on a healthy mesh these fire: {sorted(wrong)}")
    groups = ask(prometheus, "rules")["groups"]
    sick = [rule["name"] for group in groups for rule in group["rules"] if rule["health"] != "ok"]
    if sick:
        raise Failed(f"Prometheus cannot evaluate {sick}")
    blind = ask(prometheus, "query", query='ALERTS{alertname="PhimeshSloNotMeasured"}')["result"]
    if blind:
        raise Failed("an objective's bound is no bucket of its histogram")
    say(f"{sum(len(group['rules']) for group in groups)} rules are evaluated, and none fires" + (f" but those of speed, which this machine's load decides: {sorted(slow)}" if slow else ""))


def watch(run, options):
    names = ["collector", "jaeger", "query", "query_grpc", "prometheus", "exporter"]
    ports = dict(zip(names, free_ports(len(names))))
    tracing, query = Path(options.tracing), f"http://127.0.0.1:{ports['query']}"
    run.start("jaeger", [tracing / "jaeger", "--config", fill("jaeger.yaml", run.folder, ports)])
    run.start("collector", [tracing / "collector", "--config", f"file:{fill('collector.yaml', run.folder, ports)}"])
    until("Jaeger does not answer", 60, lambda: get(f"{query}/api/v3/services"))
    until("the Collector does not listen", 60, lambda: socket.create_connection(("127.0.0.1", ports["collector"]), 1))
    say("a Collector and Jaeger are up; starting the mesh, one process a service")
    mesh = run.start("mesh", [options.mesh, "--otlp", f"http://127.0.0.1:{ports['collector']}", "--rounds", options.rounds], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    line = mesh.stdout.readline()
    if not line:
        raise Failed("the mesh did not start: see its log")
    places = json.loads(line)
    exporter = nats_exporter()
    if exporter:
        run.start("exporter", [exporter, "-addr", "127.0.0.1", "-port", ports["exporter"], "-varz", "-jsz=all", "-use_internal_server_id", places["broker"]])
    else:
        say("SKIPPED: prometheus-nats-exporter is not on PATH: the broker's own metrics are not looked at")
    config = prometheus_config(run.folder, places["health"], exporter and ports["exporter"])
    prometheus = f"http://127.0.0.1:{ports['prometheus']}"
    run.start("prometheus", [Path(options.prometheus) / "prometheus", f"--config.file={config}", f"--storage.tsdb.path={run.folder}/tsdb",
                             f"--web.listen-address=127.0.0.1:{ports['prometheus']}", "--enable-feature=exemplar-storage", "--log.level=warn"])
    until("Prometheus does not scrape every service", 60, lambda: len(ask(prometheus, "query", query="up == 1")["result"]) >= len(places["health"]) + bool(exporter))
    begin = time.time() - 10
    mesh.stdin.write(b"\n")
    mesh.stdin.flush()
    line = mesh.stdout.readline()
    if not line:
        raise Failed("the calls did not go through: see the mesh's log")
    calls = json.loads(line)
    say(f"{len(calls)} calls went through")
    # gauges are taken every few seconds, and rules want two looks
    time.sleep(20)
    check_traces(query, calls, places)
    if options.pictures:
        pictures(Path(options.pictures), prometheus, begin, calls, exporter)
    check_dashboards(prometheus, begin, exporter)
    check_alerts(prometheus)


def pictures(folder, prometheus, begin, calls, exporter):
    """Draws each dashboard, and one call's trace, from what the backends answered."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((ROOT / alerts.DASHBOARDS).glob("*.json")):
        if exporter or path.stem != "phimesh-broker":
            svg = render.dashboard(json.loads(path.read_text()), lambda expression: ranged(prometheus, expression, begin))
            (folder / f"{path.stem}.svg").write_text(svg)
    spoken = max(calls, key=lambda call: len({span["service"] for span in call["spans"].values()}))
    (folder / "trace.svg").write_text(render.trace(spoken["spans"]))
    say(f"pictures are in {folder}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mesh", required=True)
    parser.add_argument("--tracing", required=True)
    parser.add_argument("--prometheus", required=True)
    parser.add_argument("--rounds", default="6")
    parser.add_argument("--pictures")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="phimesh-watch-") as folder:
        run = Run(Path(folder))
        try:
            watch(run, options)
        except (Failed, OSError, ValueError, KeyError, IndexError) as error:
            run.tail()
            print(f"watch: FAILED: {error if isinstance(error, Failed) else repr(error)}", file=sys.stderr)
            return 1
        finally:
            run.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
