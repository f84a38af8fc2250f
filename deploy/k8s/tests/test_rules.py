"""T4: what holds between the objects, on every case; and what real programs say of the files inside them."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from ladder import CASES, ROOT, case, engine, objects, yaml
from rules import RULES


class Rules(unittest.TestCase):
    def test_every_rule_holds_in_every_case(self):
        for name in CASES:
            found = case(name)
            for rule, check in RULES.items():
                with self.subTest(case=name, rule=rule):
                    self.assertEqual(list(check(found)), [])


# Rules that hold for a workload of anybody's.
COMMON = ("selectors_match", "ports_exist", "restricted_standard", "no_api_token", "resources_are_set", "images_are_pinned", "mounts_are_volumes")
OPERATOR = 'accounts { MESH { jetstream: enabled, users: [{user: a, password: b}] } }\n'


class Upstream(unittest.TestCase):
    def test_the_nats_projects_own_chart_is_strict_under_our_values(self):
        chart = os.environ.get("PHIMESH_NATS_CHART")
        if not chart:
            self.skipTest("PHIMESH_NATS_CHART names no folder of the NATS project's chart 2.14.2")
        found = objects(engine().render(chart, yaml.safe_load((ROOT / "deploy/k8s/nats/values.yaml").read_text())))
        for rule in COMMON:
            self.assertEqual(list(RULES[rule](found)), [], rule)
        conf = next(each["data"]["nats.conf"] for each in found if each["kind"] == "ConfigMap")
        self.assertEqual(conf.count('"min_version": "1.3"'), conf.count('"tls": {'))
        self.assertIn('"sync_interval": "always"', conf)
        self.assertIn("include ../nats-operator/server.conf", conf)
        self.assertNotRegex(json.dumps([each["kind"] for each in found]), "Secret|Ingress")


class Nats(unittest.TestCase):
    def test_the_server_takes_the_configuration(self):
        server = os.environ.get("PHIMESH_NATS_SERVER") or ROOT / ".tools/bin/nats-server"
        if not Path(server).exists():
            self.skipTest("no nats-server: ./justw fetches it")
        for name in ("dev", "everything", "ha-restricted-bundled"):
            conf = next(each["data"]["nats.conf"] for each in case(name) if "nats.conf" in each.get("data", {}))
            with tempfile.TemporaryDirectory() as folder:
                self.check(server, conf, Path(folder), name)

    def check(self, server, conf, folder, name):
        if not shutil.which("openssl"):
            conf = re.sub(r"\btls \{.*?\}", "", conf, flags=re.S)
        elif "tls {" in conf:
            for file in ("tls", "ca"):
                subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=test",
                                "-keyout", folder / f"{file}.key", "-out", folder / f"{file}.crt"], check=True, capture_output=True)
        conf = conf.replace("/etc/nats-tls/", f"{folder}/").replace('"/data"', f'"{folder}/data"').replace("/var/run/nats/", f"{folder}/")
        (folder / "operator").mkdir()
        (folder / "operator/server.conf").write_text(OPERATOR)
        (folder / "nats.conf").write_text(conf)
        answer = subprocess.run([server, "-t", "-c", folder / "nats.conf"], capture_output=True, text=True, env={"POD_NAME": "phimesh-nats-0"})
        self.assertEqual(answer.returncode, 0, f"{name}: {answer.stderr}")


if __name__ == "__main__":
    unittest.main()
