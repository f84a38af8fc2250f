"""T0: values that are wrong are refused, each with the place named."""
import json
import subprocess
import sys
import unittest

from ladder import CASES, CHART, FLOW, ROOT, SERVICES, Refused, engine, over, render, yaml

# (values, what the refusal names)
REFUSED = [
    ({"servicse": {}}, "servicse"),
    ({"services": {"billing": {}}}, "billing"),
    ({"services": {"outcome": {"replica": 2}}}, "replica"),
    ({"services": {"outcome": {"replicas": 0}}}, "replicas"),
    ({"services": {"outcome": {"replicas": "2"}}}, "replicas"),
    ({"services": {"outcome": {"settings": {"redact_at": 0.9}}}}, "redact_at"),
    ({"services": {"redaction": {"settings": {"redact_at": "high"}}}}, "redact_at"),
    ({"services": {"call-intake": {"settings": {"bind": "0.0.0.0:1"}}}}, "bind"),
    ({"services": {"call-intake": {"settings": {"secrets_dir": "/"}}}}, "secrets_dir"),
    ({"services": {"ehr-sync": {"settings": {"bearer_file": "/x"}}}}, "bearer_file"),
    ({"services": {"outcome": {"autoscaling": {"mode": "vpa"}}}}, "mode"),
    ({"services": {"outcome": {"autoscaling": {"minReplicas": 0}}}}, "minReplicas"),
    ({"services": {"outcome": {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "a", "key": "b"}}}]}}}, "secretKeyRef"),
    ({"services": {"outcome": {"env": [{"name": "EHR_PASSWORD", "value": "x"}]}}}, "env"),
    ({"services": {"outcome": {"resources": {"limits": {"memory": "lots"}}}}}, "memory"),
    ({"services": {"outcome": {"resources": {"requests": {"gpu": 1}}}}}, "gpu"),
    ({"serviceDefaults": {"settings": {"x": 1}}}, "settings"),
    ({"serviceDefaults": {"spread": "Never"}}, "spread"),
    ({"image": {"digest": "sha256:abc"}}, "digest"),
    ({"image": {"tag": "latest"}}, "tag"),
    ({"image": {"pullPolicy": "Sometimes"}}, "pullPolicy"),
    ({"mesh": {"environment": ""}}, "environment"),
    ({"mesh": {"tick": "often"}}, "tick"),
    ({"mesh": {"otlpEndpoint": "collector:4318"}}, "otlpEndpoint"),
    ({"nats": {"mode": "subchart"}}, "mode"),
    ({"nats": {"urls": []}}, "urls"),
    ({"nats": {"urls": ["nats://user:password@n1:4222"]}}, "urls"),
    ({"nats": {"urls": ["http://n1:4222"]}}, "urls"),
    ({"nats": {"password": "x"}}, "password"),
    ({"nats": {"bundled": {"replicas": 2}}}, "replicas"),
    ({"nats": {"bundled": {"maxFileStore": "10G"}}}, "maxFileStore"),
    ({"database": {"mode": "mysql"}}, "mode"),
    ({"database": {"url": "postgres://u:p@h/d"}}, "url"),
    ({"provision": {"mode": "hook"}}, "mode"),
    ({"provision": {"replicas": 2}}, "replicas"),
    ({"keda": {"accountID": "MESH"}}, "accountID"),
    ({"networkPolicy": {"ehrTo": []}}, "ehrTo"),
    ({"networkPolicy": {"natsTo": [{}]}}, "natsTo"),
    ({"networkPolicy": {"natsPorts": [0]}}, "natsPorts"),
    ({"intake": {"recordings": {"cidrs": ["everywhere"]}}}, "cidrs"),
    ({"tests": {"tenant": "somebody"}}, "tenant"),
    ({"certManager": {"issuerRef": {"kind": "CA"}}}, "kind"),
]
# Values that the schema lets through and a template refuses.
FAILED = [
    ({"database": {"mode": "sqlite"}, "services": {"outcome": {"replicas": 2}}}, "database.mode"),
    ({"database": {"mode": "sqlite"}, "services": {"outcome": {"autoscaling": {"mode": "hpa"}}}}, "database.mode"),
    ({"intake": {"ingress": {"enabled": True}}}, "intake.ingress.host"),
    ({"intake": {"httpRoute": {"enabled": True}}}, "intake.httpRoute.parentRefs"),
]


class Schema(unittest.TestCase):
    def test_wrong_values_are_refused_by_name(self):
        for values, named in REFUSED + FAILED:
            with self.subTest(values=values):
                with self.assertRaises(Refused) as refusal:
                    render(values)
                self.assertIn(named, str(refusal.exception))

    def test_every_case_is_accepted(self):
        for name, values in CASES.items():
            with self.subTest(case=name):
                render(values)

    def test_a_chart_above_may_pass_globals(self):
        render({"global": {"somebodyElses": {"key": 1}}})

    def test_every_object_of_the_schema_is_closed(self):
        free = {"commonLabels", "commonAnnotations", "podSecurityContext", "containerSecurityContext", "global"}

        def walk(schema, path):
            properties = schema.get("properties")
            if properties is not None and path not in free and not schema.get("additionalProperties", True) is False:
                self.fail(f"{path or 'the root'} takes unknown keys")
            for key, below in (properties or {}).items():
                walk(below, f"{path}.{key}".strip("."))
        walk(json.loads((CHART / "values.schema.json").read_text()), "")

    def test_values_name_the_services_of_flow(self):
        values = yaml.safe_load((CHART / "values.yaml").read_text())
        self.assertEqual(list(values["services"]), SERVICES)
        self.assertEqual(FLOW["account"], values["keda"]["account"])

    def test_presets_say_only_what_differs(self):
        base = yaml.safe_load((CHART / "values.yaml").read_text())
        for name in ("dev", "ha", "restricted", "airgapped"):
            own = yaml.safe_load((CHART / f"values-{name}.yaml").read_text())
            self.assertNotEqual(over(base, own), base, name)


class Papers(unittest.TestCase):
    def test_schema_and_readme_are_generated(self):
        answer = subprocess.run([sys.executable, ROOT / "scripts/chart/generate.py", "--check"], capture_output=True, text=True)
        self.assertEqual(answer.returncode, 0, answer.stderr)

    def test_every_value_has_a_description(self):
        rows = [line for line in (CHART / "README.md").read_text().split("\n") if line.startswith("| `")]
        self.assertGreater(len(rows), 100)
        bare = [row.split("|")[1].strip() for row in rows if not row.split("|")[-2].strip()]
        self.assertEqual(bare, [], "the comment above a key is its description")

    def test_the_readme_makes_a_secret_for_every_account(self):
        loop = next(line for line in (CHART / "README.md").read_text().split("\n") if line.startswith("for name in"))
        self.assertEqual(loop.removeprefix("for name in ").removesuffix("; do").split(), [*SERVICES, "phimesh"])

    def test_lint_has_nothing_to_say(self):
        for name, values in CASES.items():
            self.assertEqual(engine().lint(CHART, values), [], name)


if __name__ == "__main__":
    unittest.main()
