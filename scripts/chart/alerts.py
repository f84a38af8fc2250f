#!/usr/bin/env python3
"""Checks what promtool does not know of the chart's alerts and dashboards.

Every alert has a severity, a runbook page of its name, a line in docs/runbooks/alerts.md, and a test in which it fires and
one in which it does not; rules, dashboards and texts name only metrics and labels that exist; dashboards are sound Grafana
JSON without ids. `--self-test` breaks each rule once; `--queries` prints the dashboards' queries as rules for promtool.
"""
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ALERTS, DASHBOARDS = "deploy/k8s/phimesh/files/alerts", "deploy/k8s/phimesh/files/dashboards"
TESTS, RUNBOOKS, EXPORTERS = "deploy/k8s/tests/alerts", "docs/runbooks", "deploy/k8s/tests/exporters.txt"
TELEMETRY = "docs/telemetry.md"
SECTIONS = ["What it means", "Who is hurt", "How to look", "How to mend it", "When to call for help"]
WORDS = set("""and or unless by without on ignoring group_left group_right offset bool inf nan""".split())
# What Prometheus itself adds, and what recording rules and alerts carry.
LABELS = {"service", "le", "pod", "job", "instance", "namespace", "alertname", "alertstate", "severity", "slo", "burn", "quantile", "__name__"}
# What may stand in an alert's text: words of ours and of the broker's operator, never a value of a call.
SAID = {"service", "stream", "where", "server_name", "cluster"}
SUFFIX = {"histogram": ["_bucket", "_sum", "_count"], "counter": ["_total"], "gauge": [""]}


def prometheus_name(name, unit):
    """An OpenTelemetry name as Prometheus has it ("Prometheus and OpenMetrics Compatibility")."""
    return re.sub(r"[^a-zA-Z0-9]", "_", name) + ("_seconds" if unit == "s" else "")


def telemetry(root):
    """Metrics and labels of docs/telemetry.md's table: | `name` | kind | unit | labels | meaning |."""
    metrics, labels = set(), set()
    for line in (root / TELEMETRY).read_text().split("\n"):
        cells = [cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|")]
        if len(cells) >= 5 and cells[1] in SUFFIX and re.fullmatch(r"[a-z][a-z0-9_.]*", cells[0]):
            metrics.update(prometheus_name(cells[0], cells[2]) + suffix for suffix in SUFFIX[cells[1]])
            labels.update(re.sub(r"[^a-zA-Z0-9]", "_", label) for label in re.split(r"[,\s]+", cells[3]) if label)
    return metrics, labels


def exporters(root):
    """Metrics and labels of the listed exporters: `name label label…` a line."""
    lines = [line.split() for line in (root / EXPORTERS).read_text().split("\n") if line.strip() and not line.startswith("#")]
    return {line[0] for line in lines}, {label for line in lines for label in line[1:]}


def parts(expression):
    """The metrics (exact names, and patterns of __name__) and the labels that an expression names."""
    names, labels = set(), set()
    for matcher in re.finditer(r"\{([^}]*)\}", expression):
        for label, operator, value in re.findall(r'(\w+)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"', matcher.group(1)):
            labels.add(label)
            if label == "__name__":
                names.add((operator, value))
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', expression)
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|\$\w+|\$\{\w+\}", " ", bare)
    for grouping in re.finditer(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)", bare):
        labels.update(re.findall(r"\w+", grouping.group(1)))
    bare = re.sub(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", " ", bare)
    bare = re.sub(r"\boffset\s+\w+", " ", bare)
    for token in re.finditer(r"(?<![\w:.])([a-zA-Z_:][\w:]*)(?!\s*\()(?![\w:])", bare):
        if token.group(1).lower() not in WORDS:
            names.add(("=", token.group(1)))
    return names, labels


def rules(root):
    """Yields each rule as a dict; the files keep one layout, which promtool's check and this reading share."""
    for path in sorted((root / ALERTS).glob("*.yaml")):
        rule = None
        for number, line in enumerate(path.read_text().split("\n") + [""], 1):
            started = re.match(r"      - (alert|record): (\S+)$", line)
            if (started or not line.strip()) and rule:
                yield rule
                rule = None
            if started:
                rule = {"kind": started.group(1), "name": started.group(2), "file": f"{ALERTS}/{path.name}", "line": number, "expr": "", "text": "", "severity": "", "url": ""}
                continue
            if not rule:
                continue
            key = re.match(r"(?: {8}| {10})(\w+): ?(.*)$", line)
            if line.startswith(" " * 10) and rule.get("at") == "expr":
                rule["expr"] += line.strip() + "\n"
            elif key:
                rule["at"] = key.group(1)
                if key.group(1) == "severity":
                    rule["severity"] = key.group(2)
                elif key.group(1) == "runbook_url":
                    rule["url"] = key.group(2)
                elif key.group(1) in ("summary", "description"):
                    rule["text"] += key.group(2) + "\n"
            else:
                rule["text"] += line.strip() + "\n"


def panels(dashboard):
    for panel in dashboard.get("panels", []):
        yield panel
        yield from panels(panel)


def sources(part):
    """Every datasource that a dashboard names, wherever."""
    children = part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
    if isinstance(part, dict) and "datasource" in part:
        yield part["datasource"]
    for child in children:
        yield from sources(child)


def queries(root):
    """Yields (file, where, expression) of each dashboard's queries, with Grafana's variables filled in."""
    for path in sorted((root / DASHBOARDS).glob("*.json")):
        try:
            dashboard = json.loads(path.read_text())
        except ValueError:
            continue
        for panel in panels(dashboard):
            for target in panel.get("targets", []):
                yield f"{DASHBOARDS}/{path.name}", panel.get("title", "?"), filled(target.get("expr", ""))


def filled(expression):
    return expression.replace("$__rate_interval", "5m").replace("$__range", "1h").replace("$__interval", "1m").replace("$service", ".*")


def check_expression(file, line, expression, known, labels):
    names, used = parts(expression)
    for operator, name in sorted(names):
        found = name in known if operator == "=" else any(re.fullmatch(name, one) for one in known)
        if not found:
            yield file, line, "metric", f"{name} stands neither in {TELEMETRY} nor in {EXPORTERS}, and no rule records it"
    for label in sorted(used - labels):
        yield file, line, "label", f"no metric has the label {label}"


def check_rules(root, known, labels):
    index = (root / RUNBOOKS / "alerts.md").read_text()
    tests = "\n".join(path.read_text() for path in sorted((root / TESTS).glob("*.test.yaml")))
    fires = set(re.findall(r"exp_samples:\n\s+- labels: '\{alertname=\"(\w+)\"", tests))
    silent = set(re.findall(r'alertname="(\w+)"[^\n]*\n\s+eval_time: \S+\n\s+exp_samples: \[\]', tests))
    names = set()
    for rule in rules(root):
        at = (rule["file"], rule["line"])
        yield from check_expression(*at, rule["expr"], known, labels)
        if rule["kind"] == "record":
            continue
        name = rule["name"]
        names.add(name)
        if rule["severity"] not in ("page", "ticket"):
            yield *at, "severity", f"{name} is neither page nor ticket"
        for label in set(re.findall(r"\$labels\.(\w+)", rule["text"])) - SAID:
            yield *at, "said", f"{name} says a value of {label} aloud; allowed are {', '.join(sorted(SAID))}"
        page = root / RUNBOOKS / f"{name}.md"
        if rule["url"] != f"{RUNBOOKS}/{name}.md" or not page.is_file():
            yield *at, "runbook", f"{name} wants the page {RUNBOOKS}/{name}.md, and its path as runbook_url"
        elif re.findall(r"^## (.*)$", page.read_text(), re.M) != SECTIONS:
            yield f"{RUNBOOKS}/{name}.md", 1, "runbook", f"a runbook has the sections {', '.join(SECTIONS)}"
        if f"[{name}]({name}.md)" not in index:
            yield *at, "index", f"{name} is not in {RUNBOOKS}/alerts.md"
        for done, what in ((fires, "fires"), (silent, "stays silent")):
            if name not in done:
                yield *at, "test", f"no test shows that {name} {what}"
    for page in sorted((root / RUNBOOKS).glob("Phimesh*.md")):
        if page.stem not in names:
            yield f"{RUNBOOKS}/{page.name}", 1, "runbook", f"there is no alert {page.stem}"
        for link in re.findall(r"\]\(([^)#]+)", page.read_text()):
            if not link.startswith("http") and not (page.parent / link).exists():
                yield f"{RUNBOOKS}/{page.name}", 1, "link", f"{link} leads nowhere"


def check_dashboards(root, known, labels):
    uids, titles = {}, {}
    for path in sorted((root / DASHBOARDS).glob("*.json")):
        file = f"{DASHBOARDS}/{path.name}"
        try:
            dashboard = json.loads(path.read_text())
        except ValueError as error:
            yield file, 1, "json", str(error)
            continue
        for key, seen in (("uid", uids), ("title", titles)):
            value = dashboard.get(key)
            if not value or value in seen:
                yield file, 1, key, f"{key} {value!r} is missing or {seen.get(value)}'s as well"
            seen[value] = path.name
        if dashboard.get("schemaVersion", 0) < 39 or dashboard.get("id") is not None:
            yield file, 1, "grafana", "schemaVersion 39 or newer, and no id"
        variables = [variable.get("name") for variable in dashboard.get("templating", {}).get("list", [])]
        if "datasource" not in variables:
            yield file, 1, "grafana", "there is no variable datasource"
        ids = [panel.get("id") for panel in panels(dashboard)]
        if len(set(ids)) != len(ids):
            yield file, 1, "grafana", "two panels have one id"
        if any(source != {"type": "prometheus", "uid": "${datasource}"} for source in sources(dashboard)):
            yield file, 1, "grafana", "a datasource is not ${datasource}"
        for panel in panels(dashboard):
            if panel.get("type") not in ("row", "text") and not (panel.get("datasource") and panel.get("description") and panel.get("targets")):
                yield file, 1, "grafana", f"{panel.get('title')}: a panel has a datasource, a description and a query"
    for file, title, expression in queries(root):
        for found in check_expression(file, 1, expression, known, labels):
            yield *found[:3], f"{title}: {found[3]}"


def breaches(root):
    own, own_labels = telemetry(root)
    theirs, their_labels = exporters(root)
    if not own:
        yield TELEMETRY, 1, "metric", "no table of metrics was found"
    recorded = {rule["name"] for rule in rules(root) if rule["kind"] == "record"}
    known, labels = own | theirs | recorded | {"ALERTS"}, own_labels | their_labels | LABELS
    yield from check_rules(root, known, labels)
    yield from check_dashboards(root, known, labels)


def print_queries(root):
    """A rule file with one rule a query: promtool's parser is Prometheus's own."""
    print("groups:\n  - name: queries\n    rules:")
    for number, (_, _, expression) in enumerate(queries(root)):
        print(f"      - record: query:{number}\n        expr: {json.dumps(expression)}")


def self_test():
    """Breaks a copy of the files in one way at a time and expects exactly that breach."""
    import shutil
    import tempfile
    rule, page, test = f"{ALERTS}/platform.yaml", f"{RUNBOOKS}/PhimeshAbsent.md", f"{TESTS}/platform.test.yaml"
    board = f"{DASHBOARDS}/phimesh-mesh.json"
    bad = [("metric", rule, "absent(phimesh_process_up)", "absent(phimesh_process_ip)"), ("label", rule, "by (service) (phimesh_process_up", "by (tenant) (phimesh_process_up"),
           ("severity", rule, "severity: page", "severity: loud"), ("said", rule, "hangs\"", "hangs {{ $labels.pod }}\""),
           ("runbook", rule, "runbooks/PhimeshAbsent.md", "runbooks/Other.md"), ("runbook", page, "## Who is hurt", "## Who"),
           ("link", page, "(alerts.md)", "(gone.md)"), ("index", f"{RUNBOOKS}/alerts.md", "(PhimeshAbsent.md)", "(x.md)"),
           ("test", test, "exp_samples:\n          - labels: '{alertname=\"PhimeshAbsent\"", "exp:\n          - labels: '{alertname=\"PhimeshAbsent\""),
           ("metric", TELEMETRY, "phimesh.process.up", "phimesh.process.upp")]
    if (ROOT / board).exists():
        bad += [("json", board, "{", "{{"), ("uid", board, '"uid": "phimesh-mesh"', '"uid": ""'), ("grafana", board, '"uid": "${datasource}"', '"uid": "x"'),
                ("metric", board, "phimesh_process_up", "phimesh_process_ip")]
    for kind, file, old, new in [(None, page, "# ", "# "), *bad]:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for part in ("deploy", "docs"):
                shutil.copytree(ROOT / part, root / part)
            text = (root / file).read_text()
            if old not in text:
                sys.exit(f"alerts: self-test: {file} has no {old!r}")
            (root / file).write_text(text.replace(old, new, 1) if kind != "metric" else text.replace(old, new))
            caught = {found[2] for found in breaches(root)}
            if (kind is None and caught) or (kind and kind not in caught):
                sys.exit(f"alerts: self-test: breaking {kind} in {file} was answered by {sorted(caught)}")
    print(f"alerts: self-test: each of {len(bad)} breaches is caught", file=sys.stderr)


def main():
    if "--self-test" in sys.argv:
        return self_test()
    if "--queries" in sys.argv:
        return print_queries(ROOT)
    found = sorted(set(breaches(ROOT)))
    for file, line, kind, text in found:
        print(f"{file}:{line}: {kind}: {text}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
