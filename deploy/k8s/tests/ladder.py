"""What the tests of the chart share: two ways to render it, the cases that are rendered, and objects as plain data.

The Helm SDK (a wheel) renders unless PHIMESH_HELM names a helm program; both must answer the same.
"""
import copy
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
CHART = ROOT / "deploy/k8s/phimesh"
TOOLS = Path(os.environ.get("PHIMESH_TOOLS") or ROOT / ".tools") / "chart"
sys.path.insert(0, str(TOOLS))
import yaml  # noqa: E402

RELEASE, NAMESPACE = "phimesh", "mesh"
FLOW = json.loads((CHART / "files/flow.json").read_text())
SERVICES = [row["name"] for row in FLOW["services"] if row["name"] != "phimesh"]
VERSIONS = [f"1.{minor}" for minor in range(30, 38)]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Refused(Exception):
    """Helm refused the values or the chart."""


def preset(name):
    return yaml.load((CHART / f"values-{name}.yaml").read_text(), LOADER)


def over(*layers):
    """Values one over the other, as helm layers its files."""
    result = {}
    for layer in layers:
        for key, value in copy.deepcopy(layer).items():
            both = isinstance(value, dict) and isinstance(result.get(key), dict)
            result[key] = over(result[key], value) if both else value
    return result


EVERYTHING = {
    "commonLabels": {"team": "mesh"}, "commonAnnotations": {"owner": "platform"},
    "global": {"imageRegistry": "mirror.example:5000", "imagePullSecrets": ["pull"]},
    "mesh": {"otlpEndpoint": "http://collector.monitoring.svc:4318"},
    "nats": {"mode": "bundled", "tls": {"clientCertificates": {"enabled": True}}, "bundled": {"replicas": 3, "exporter": {"enabled": True}, "persistence": {"storageClass": "fast"}}},
    "ehr": {"bearerSecret": "ehr-token"}, "certManager": {"enabled": True},
    "services": {"call-intake": {"settings": {"recording_hosts": ["recordings.example:443"], "body_limit_bytes": 67108864}},
                 "retention": {"settings": {"lives.audio": "90d", "mint_ahead": "7d"}},
                 "redaction": {"settings": {"redact_at": 0.85, "mask_recordings": True}, "env": [{"name": "RUST_BACKTRACE", "value": "0"}],
                               "nodeSelector": {"disk": "ssd"}, "tolerations": [{"key": "phi", "operator": "Exists"}], "podLabels": {"tier": "a"}},
                 "ehr-sync": {"settings": {"base_url": "https://fhir.example/r4"}, "secrets": {"nats": "other-creds", "database": "other-db"}}},
    "intake": {"ingress": {"enabled": True, "className": "nginx", "host": "calls.example"},
               "httpRoute": {"enabled": True, "parentRefs": [{"name": "public", "namespace": "gateways"}], "hostnames": ["calls.example"]}},
    "monitoring": {"serviceMonitor": {"enabled": True}, "podMonitor": {"enabled": True}, "prometheusRule": {"enabled": True, "runbookBase": "https://runbooks.example/"}, "dashboards": {"enabled": True}},
    "tests": {"tenant": "a" * 26},
    "backup": {"volumeClaim": "mesh-backups", "shreds": {"volumeClaim": "mesh-shreds"}},
    "extraObjects": [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "{{ .Release.Name }}-extra"}, "data": {"a": "b"}}],
}
# Each case is a values tree; its name is the name of its golden file.
CASES = {
    "default": {},
    "dev": preset("dev"),
    "ha": preset("ha"),
    "restricted": preset("restricted"),
    "airgapped": preset("airgapped"),
    "ha-restricted-bundled": over(preset("ha"), preset("restricted"), {"nats": {"mode": "bundled"}}),
    "external-nats": {"nats": {"urls": ["nats://n1.example:4222", "nats://n2.example:4222"], "tls": {"enabled": True}}},
    "keda": {"serviceDefaults": {"autoscaling": {"mode": "keda", "minReplicas": 2}}, "keda": {"accountID": "A" + "A" * 55}},
    "hpa": {"serviceDefaults": {"autoscaling": {"mode": "hpa", "minReplicas": 2}}},
    "nack": {"provision": {"mode": "nack"}},
    "everything": EVERYTHING,
    "all-off": {"serviceDefaults": {"pdb": {"enabled": False}}, "networkPolicy": {"enabled": False}, "tests": {"enabled": False},
                "provision": {"mode": "none"}, "nats": {"tls": {"enabled": False}}},
    "one-elsewhere": {"services": {"transcription": {"enabled": False}}, "fullnameOverride": "mesh-a"},
}


class Sdk:
    """The Helm SDK, in this process."""

    def __init__(self):
        from helm_python.chart import Chart
        from helm_python.errors import HelmError
        self.chart, self.error = Chart, HelmError

    def render(self, chart, values):
        with self.chart.load(chart) as loaded:
            try:
                texts = loaded.render(values, name=RELEASE, namespace=NAMESPACE)
            except self.error as refusal:
                raise Refused(str(refusal)) from refusal
        return "\n---\n".join(texts[name] for name in sorted(texts) if not name.endswith(".txt"))

    def lint(self, chart, values):
        from helm_python.chart import lint
        # 1 is a remark, 2 a warning, 3 an error
        return [f"{m['path']}: {m['error']}" for m in lint(chart, values, strict=True)["messages"] if m["severity"] > 1]


class Program:
    """A helm program, 3 or 4."""

    def __init__(self, path):
        self.path = path

    def run(self, verb, chart, values):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(values, file)
            file.flush()
            name = [] if verb == ["lint", "--strict"] else [RELEASE]
            home = {"HELM_CACHE_HOME": "/tmp/phimesh-helm", "HELM_CONFIG_HOME": "/tmp/phimesh-helm", "HELM_DATA_HOME": "/tmp/phimesh-helm"}
            # a helm built by go alone believes in an old Kubernetes
            return subprocess.run([self.path, *verb, *name, str(chart), "--namespace", NAMESPACE, "--values", file.name, "--kube-version", "1.30.0"],
                                  capture_output=True, text=True, env={**os.environ, **home}, check=False)

    def render(self, chart, values):
        answer = self.run(["template"], chart, values)
        if answer.returncode:
            raise Refused(answer.stderr)
        return answer.stdout

    def lint(self, chart, values):
        answer = self.run(["lint", "--strict"], chart, values)
        return [answer.stdout + answer.stderr] if answer.returncode else []


@functools.cache
def engine():
    program = os.environ.get("PHIMESH_HELM")
    return Program(program) if program else Sdk()


def objects(text):
    """Objects of a render, in an order that does not depend on who rendered."""
    found = [document for document in yaml.load_all(text, LOADER) if document]
    return sorted(found, key=lambda each: (each.get("kind", ""), each.get("metadata", {}).get("name", "")))


@functools.cache
def text_of(case):
    return engine().render(CHART, CASES[case])


@functools.cache
def _case(case):
    return objects(text_of(case))


def case(name):
    """The objects of a case; a copy, so that a test may change them."""
    return copy.deepcopy(_case(name))


def render(values, chart=CHART):
    return objects(engine().render(chart, values))


class Mutant:
    """A copy of the chart in which one text is another."""

    def __init__(self, file, old, new):
        self.file, self.old, self.new = file, old, new

    def __enter__(self):
        self.folder = tempfile.mkdtemp()
        chart = Path(self.folder) / "phimesh"
        shutil.copytree(CHART, chart)
        path = chart / self.file
        before = path.read_text() if path.exists() else ""
        if self.old not in before:
            raise AssertionError(f"{self.file} does not hold {self.old!r}: the mutation changes nothing")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(before.replace(self.old, self.new) if before else self.new)
        return chart

    def __exit__(self, *_):
        shutil.rmtree(self.folder)


def dump(found):
    """Objects as a golden file: one canonical text."""
    return yaml.safe_dump_all(found, sort_keys=True, width=160, default_flow_style=False)
