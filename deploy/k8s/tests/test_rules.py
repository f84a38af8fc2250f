"""T4: what holds between the objects, on every case; and what real programs say of the files inside them."""
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from ladder import CASES, FLOW, ROOT, case, engine, objects, yaml
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
# What a service cannot start without, and no default can know.
NEEDED = {"ehr_sync": "base_url"}
OPERATOR = 'accounts { MESH { jetstream: enabled, users: [{user: a, password: b}] } }\n'


def program():
    return Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target") / "debug/phimesh"


def server():
    return Path(os.environ.get("PHIMESH_NATS_SERVER") or ROOT / ".tools/bin/nats-server")


def data(found, component, key):
    return next(each["data"][key] for each in found if each["kind"] == "ConfigMap" and key in each["data"]
                and each["metadata"]["labels"]["app.kubernetes.io/component"] == component)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@unittest.skipUnless(program().exists(), f"{program()} is not built: cargo build -p phimesh")
class Command(unittest.TestCase):
    def run_it(self, config, *arguments):
        command = [program(), *(["--config", config] if config else []), "--json", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env={}, timeout=120)

    def test_phimesh_takes_every_configuration(self):
        for name in ("default", "dev", "everything", "external-nats"):
            for each in (each for each in case(name) if "phimesh.toml" in each.get("data", {})):
                with tempfile.TemporaryDirectory() as folder:
                    self.take(Path(folder) / "phimesh.toml", name, each["data"]["phimesh.toml"])

    def take(self, file, name, text):
        file.write_text(text)
        for section in re.findall(r"^\[(\w+)\]", text, re.M):
            answer = self.run_it(file, "config", "show", section)
            if section not in NEEDED or NEEDED[section] in text:
                self.assertEqual(answer.returncode, 0, f"{name} [{section}]: {answer.stderr}")
            else:
                self.assertIn(NEEDED[section], answer.stderr + answer.stdout)

    @unittest.skipUnless(server().exists(), "no nats-server: ./justw fetches it")
    def test_the_job_provisions_the_bundled_nats_and_the_test_pod_finds_it_so(self):
        """The preset "dev" on loopback: its nats.conf with the accounts that `phimesh provision keys` makes, its Job's and its
        test pod's command lines with their configuration. Paths and ports alone are this machine's."""
        found = case("dev")
        with tempfile.TemporaryDirectory() as name:
            folder, port = Path(name), free_port()
            self.assertEqual(self.run_it(None, "provision", "keys", "--dir", folder / "operator").returncode, 0)
            self.assertEqual(self.run_it(None, "keys", "new", folder / "roots").returncode, 0)
            conf = data(found, "nats", "nats.conf").replace('"/data"', f'"{folder}/data"').replace("/var/run/nats/", f"{folder}/")
            conf = conf.replace('"0.0.0.0:4222"', f'"127.0.0.1:{port}"').replace('"0.0.0.0:8222"', f'"127.0.0.1:{free_port()}"')
            (folder / "nats.conf").write_text(conf)
            toml = re.sub(r'nats\.url = .*', f'nats.url = "nats://127.0.0.1:{port}"', data(found, "command", "phimesh.toml"))
            for pod, here in (("nats/nats.creds", "operator/creds/phimesh.creds"), ("keys/keys.json", "roots/phimesh.keys.json"),
                              ("provisioner/nats.creds", "operator/creds/provisioner.creds")):
                toml = toml.replace(f"/var/run/phimesh/{pod}", f"{folder}/{here}")
            (folder / "phimesh.toml").write_text(toml)
            with open(folder / "log", "w") as log:
                nats = subprocess.Popen([server(), "-c", folder / "nats.conf"], env={"POD_NAME": "phimesh-nats-0"}, stdout=log, stderr=log)
            try:
                self.provisioned(found, folder, port, nats)
            finally:
                nats.terminate()
                nats.wait()

    def provisioned(self, found, folder, port, nats):
        while nats.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        self.assertIsNone(nats.poll(), (folder / "log").read_text())
        job, pod = (next(each for each in found if each["kind"] == kind) for kind in ("Job", "Pod"))
        lines = [spec["containers"][0]["args"][3:] for spec in (job["spec"]["template"]["spec"], pod["spec"])]
        first, again, doctor = (self.run_it(folder / "phimesh.toml", *line) for line in (lines[0], lines[0], lines[1]))
        self.assertEqual(first.returncode, 0, first.stderr + (folder / "log").read_text())
        self.assertEqual(len(json.loads(first.stdout)["made"]), len(FLOW["streams"]) + len(FLOW["consumers"]))
        told = json.loads(again.stdout)
        self.assertEqual((told["made"], told["updated"], again.returncode), ([], [], 0))
        self.assertEqual(doctor.returncode, 0, doctor.stdout + doctor.stderr)


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
    @unittest.skipUnless(server().exists(), "no nats-server: ./justw fetches it")
    def test_the_server_takes_the_configuration(self):
        for name in ("dev", "everything", "ha-restricted-bundled"):
            conf = next(each["data"]["nats.conf"] for each in case(name) if "nats.conf" in each.get("data", {}))
            with tempfile.TemporaryDirectory() as folder:
                self.check(conf, Path(folder), name)

    def check(self, conf, folder, name):
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
        answer = subprocess.run([server(), "-t", "-c", folder / "nats.conf"], capture_output=True, text=True, env={"POD_NAME": "phimesh-nats-0"})
        self.assertEqual(answer.returncode, 0, f"{name}: {answer.stderr}")


if __name__ == "__main__":
    unittest.main()
