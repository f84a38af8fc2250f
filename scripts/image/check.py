#!/usr/bin/env python3
"""Tests of the container images: assembles them from the debug build and runs them as a cluster would.

    scripts/image/check.py [--release]      # after `cargo build --workspace --bins`; `./justw test` runs it

A real nats-server, loopback only. What this machine cannot do is skipped and said so.
"""
import json
import os
import re
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

sys.dont_write_bytecode = True
import oci
import provenance
import sbom
from image import DOCS, LIST, ROOT, SKIPPED, binaries, say, services, sha256, target, tree, version

HERE = Path(__file__).resolve().parent
RELEASE = ["--release"] if "--release" in sys.argv else []
BUILD = target() / ("release" if RELEASE else "debug")
OUT = target() / "image"
NATS = os.environ.get("PHIMESH_NATS_SERVER") or str(ROOT / ".tools/bin/nats-server")
USER = LIST["user"]["id"]
SHELLS = {"sh", "bash", "dash", "ash", "zsh", "ksh", "busybox", "toybox", "env", "curl", "wget", "apt", "apt-get", "dpkg"}
# Asked of the interpreter inside the speech image.
PROBE = """
import json, os
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
written = []
for place in ("/x", "/etc/x", "/usr/local/bin/x", "/dev/x", "/var/run/phimesh/keys/x", "/tmp/x"):
    try:
        open(place, "w").close()
        written.append(place)
    except OSError:
        pass
print(json.dumps({"ids": [*os.getresuid(), *os.getresgid()], "groups": os.getgroups(), "written": written,
  "sets": [status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")], "no_new": status["NoNewPrivs"],
  "processes": [name for name in os.listdir("/proc") if name.isdigit()]}))
"""


def assembled():
    answer = subprocess.run([sys.executable, HERE / "rootfs.py", *RELEASE], stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode not in (0, SKIPPED):
        sys.exit("image: the roots cannot be assembled: see above")
    return {Path(line).parent.name: Path(line) for line in answer.stdout.splitlines()}


ROOTS = {}


def runner(image, *command, binds=(), env=()):
    flags = [flag for one in binds for flag in ("--bind", one)] + [flag for one in env for flag in ("--env", one)]
    return [sys.executable, str(HERE / "run.py"), *flags, "--image", image, str(ROOTS[image]), *command]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def until(what, look, patience=30):
    started = time.monotonic()
    while True:
        if (found := look()) is not None:
            return found
        if time.monotonic() - started > patience:
            raise AssertionError(f"waited {patience} s in vain for {what}")
        time.sleep(0.05)


def status_of(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def start_of(recording, seconds=4):
    """The first seconds of a recording of 16000 bytes a second (two channels of mu-law at 8 kHz)."""
    whole = recording.read_bytes()
    at = whole.index(b"data") + 8
    body = whole[at:at + 16000 * seconds]
    return b"RIFF" + struct.pack("<I", at - 8 + len(body)) + whole[8:at - 4] + struct.pack("<I", len(body)) + body


def listens(port):
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0 or None


class Case(unittest.TestCase):
    def inside(self, image, *command, text="", **more):
        """Runs a program in an image; (exit status, standard output, standard error)."""
        if image not in ROOTS:
            self.skipTest(f"{image} was not assembled on this machine")
        answer = subprocess.run(runner(image, *command, **more), input=text, capture_output=True, text=True, timeout=120, check=False)
        if answer.returncode == SKIPPED:
            self.skipTest(answer.stderr.strip())
        return answer.returncode, answer.stdout, answer.stderr


class TheDockerfileAgreesWithTheList(unittest.TestCase):
    text = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", (ROOT / "deploy/image/Dockerfile").read_text()))
    stages = {name: body for name, body in re.findall(r"(?ms)^FROM \S+ AS (\S+)\n(.*?)(?=^FROM |\Z)", text)}

    def test_each_image_is_a_stage_from_scratch_with_the_assembled_root_alone(self):
        for name, image in LIST["images"].items():
            body = self.stages[name]
            self.assertIn(f"FROM scratch AS {name}\n", self.text)
            self.assertEqual(re.findall(r"(?m)^(?:COPY|ADD|RUN) (.*)$", body), [f"--from=assemble-{name} /out/{name}/rootfs/ /"])
            self.assertIn(f"rootfs.py --release --out /out {name}\n", self.stages[f"assemble-{name}"] + "\n")
            self.assertEqual(re.findall(r"(?m)^USER (.*)$", body), [f"{USER}:{USER}"])
            self.assertEqual(re.findall(r"(?m)^ENTRYPOINT (.*)$", body), [json.dumps(image["entrypoint"])])
            env = dict(re.findall(r'(\w+)="([^"]*)"', re.search(r"(?m)^ENV (.*)$", body).group(1)))
            self.assertEqual(env, image["env"])
            labels = dict(re.findall(r'([\w.]+)="([^"]*)"', re.search(r"(?m)^LABEL (.*)$", body).group(1)))
            self.assertEqual(labels, {**oci.labels(name), "org.opencontainers.image.revision": "${REVISION}"})

    def test_the_images_have_every_place_that_the_chart_mounts_something_at(self):
        chart = ROOT / "deploy/k8s/phimesh/templates"
        mounted = {place for path in chart.rglob("*.*") for place in re.findall(r"mountPath: (/\S+?)[,}\s]", path.read_text())}
        ours = {place for place in mounted if place.startswith(("/tmp", "/etc/phimesh", "/var/run/phimesh"))}
        self.assertIn("/etc/phimesh", ours)
        self.assertLessEqual(ours, set(LIST["directories"]))

    def test_the_image_that_is_built_when_none_is_named_is_phimesh(self):
        self.assertEqual(re.findall(r"(?m)^FROM \S+ AS (\S+)", self.text)[-1], "phimesh")

    def test_the_toolchain_is_named_and_new_enough(self):
        tag = re.search(r"(?m)^ARG RUST_IMAGE=rust:(\d+)\.(\d+)\.\d+-\w+$", self.text)
        least = re.search(r'rust-version = "(\d+)\.(\d+)"', (ROOT / "Cargo.toml").read_text())
        self.assertGreaterEqual([int(part) for part in tag.groups()], [int(part) for part in least.groups()])

    def test_neither_history_nor_secrets_go_to_the_builder(self):
        ignored = set((ROOT / ".dockerignore").read_text().split("\n"))
        self.assertLessEqual({".git", ".tools", "target", ".phimesh", "**/*.keys.json", "**/*.password", "**/*.creds", "**/*.pem"}, ignored)


class TheRoot(Case):
    def test_it_has_the_binaries_and_no_shell_and_nothing_that_takes_rights(self):
        for name, root in ROOTS.items():
            found = set(os.listdir(root / "usr/local/bin"))
            python = {"python3"} if LIST["images"][name]["python"] else set()
            self.assertEqual(found, set(binaries(LIST["images"][name])) | python)
            for path in root.rglob("*"):
                mode = path.lstat().st_mode
                self.assertNotIn(path.name, SHELLS if path.is_file() and mode & 0o111 else set(), path)
                self.assertFalse(mode & (stat.S_ISUID | stat.S_ISGID), path)
                self.assertTrue(path == root / "tmp" or not mode & 0o022, f"{path} may be written by others")
                self.assertFalse(path.is_symlink(), path)

    def test_it_trusts_the_machines_authorities_and_keeps_every_notice(self):
        for root in ROOTS.values():
            self.assertGreater((root / "etc/ssl/certs/ca-certificates.crt").read_text().count("BEGIN CERTIFICATE"), 50)
            notices = (root / DOCS.lstrip("/") / "THIRD-PARTY-NOTICES.txt").read_text()
            for crate in ("async-nats", "aws-lc-sys", "tokio", "sea-orm"):
                self.assertRegex(notices, rf"(?m)^{crate} \d")
            self.assertNotRegex(notices, r"(?m)^proptest \d", "a crate for tests is in the binaries")

    def test_every_binary_runs_and_says_who_it_is(self):
        for binary in services():
            self.assertEqual(self.inside("phimesh", f"/usr/local/bin/{binary}", "--version"), (0, f"{binary} {version()}\n", ""))

    def test_the_root_is_read_only_and_tmp_is_not(self):
        code, _, said = self.inside("phimesh", "/usr/local/bin/phimesh", "man", "/etc/phimesh/man")
        self.assertEqual(code, 2, said)
        self.assertRegex(said, r"Read-only file system|Permission denied")
        self.assertEqual(self.inside("phimesh", "/usr/local/bin/phimesh", "man", "/tmp/man")[0], 0)

    def test_the_redactor_works_in_it(self):
        code, heard, _ = self.inside("phimesh", "/usr/local/bin/phimesh", "redact", text="caller: my name is leopold ashgrove\n")
        self.assertEqual((code, heard), (0, "caller: my name is [PATIENT_NAME_1]\n"))

    def test_a_process_in_it_has_no_rights(self):
        code, answer, said = self.inside("phimesh-speech", "/usr/local/bin/python3", "-I", "-c", PROBE)
        if "forbids mounting" in said:
            self.skipTest(said.strip())
        self.assertEqual(code, 0, said)
        self.assertEqual(json.loads(answer), {
            "ids": [USER] * 6, "groups": [], "written": ["/tmp/x"], "sets": ["0" * 16] * 5, "no_new": "1", "processes": ["1"]})

    def test_no_library_of_tls_or_of_the_network_came_with_python(self):
        for module in ("ssl", "subprocess", "http.client", "ctypes", "asyncio"):
            code, _, _ = self.inside("phimesh-speech", "/usr/local/bin/python3", "-I", "-c", f"import {module}")
            self.assertEqual(code, 1, module)

    def test_the_engine_hears_a_recording_in_it(self):
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            (Path(folder) / "start.wav").write_bytes(start_of(ROOT / "e2e/calls/audio/vapi-results.wav"))
            command = ("/usr/local/bin/phimesh", "--json", "transcribe", "/etc/phimesh/start.wav")
            code, heard, said = self.inside("phimesh-speech", *command, binds=[f"{folder}:/etc/phimesh"])
        self.assertEqual(code, 0, said)
        self.assertTrue(json.loads(heard)["turns"], "the engine heard nothing")


class TheDoor(Case):
    """call-intake in its image, as its pod has it: configuration and secrets mounted, a broker with accounts from FLOW."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="phimesh-door-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.ports = {name: free_port() for name in ("nats", "health", "admin", "door")}
        for name in ("etc", "keys", "nats", "platform-secrets"):
            (self.folder / name).mkdir()
        self.broker()

    def command(self, *arguments):
        return subprocess.run([BUILD / "phimesh", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=True).stdout

    def broker(self):
        passwords = self.folder / "passwords.json"
        accounts = self.command("provision", "--print-accounts", "--passwords", str(passwords))
        store = self.folder / "store"
        (self.folder / "nats.conf").write_text(
            f'listen: "127.0.0.1:{self.ports["nats"]}"\nmax_payload: 1MB\njetstream {{ store_dir: "{store}", sync_interval: always }}\n{accounts}')
        process = subprocess.Popen([NATS, "-c", self.folder / "nats.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.command("keys", "new", str(self.folder / "keys"))
        for user, password in json.loads(passwords.read_text()).items():
            (self.folder / "nats" / f"{user}.password").write_text(password)

    def settle(self):
        """Files as a Secret's volume shows them: the pod's user reads them, and nobody else."""
        for parent, folders, names in os.walk(self.folder):
            for path in [Path(parent, name) for name in folders + names]:
                if "store" not in path.relative_to(self.folder).parts:
                    path.chmod(0o500 if path.is_dir() else 0o400)
                    if os.getuid() == 0:
                        os.chown(path, USER, USER)

    def configure(self, service, rest=""):
        (self.folder / "etc" / f"{service}.toml").write_text(
            f'[mesh]\nenvironment = "check"\ndatabase = "sqlite:///tmp/{service}.sqlite?mode=rwc"\nkey_file = "/var/run/phimesh/keys/{service}.keys.json"\n'
            f'health = "127.0.0.1:{self.ports["health"]}"\nadmin = "127.0.0.1:{self.ports["admin"]}"\n'
            f'[mesh.nats]\nurl = "nats://localhost:{self.ports["nats"]}"\nuser = "{service}"\npassword_file = "/var/run/phimesh/nats/{service}.password"\n{rest}')

    def test_it_starts_answers_and_drains(self):
        self.configure("phimesh", '[phimesh]\nprovisioner_password_file = "/var/run/phimesh/nats/provisioner.password"\n')
        self.configure("call-intake", f'[call_intake]\nbind = "127.0.0.1:{self.ports["door"]}"\nsecrets_dir = "/var/run/phimesh/platform-secrets"\n')
        self.settle()
        secrets = [f"{self.folder}/{name}:/var/run/phimesh/{name}" for name in ("keys", "nats", "platform-secrets")]
        binds = [f"{self.folder}/etc:/etc/phimesh", *secrets]
        until("the broker", lambda: listens(self.ports["nats"]))
        code, said, error = self.inside("phimesh", "/usr/local/bin/phimesh", "--config", "/etc/phimesh/phimesh.toml", "provision", binds=binds)
        self.assertEqual(code, 0, said + error)
        log = open(self.folder / "door.log", "w+")
        self.addCleanup(log.close)
        command = runner("phimesh", "/usr/local/bin/call-intake", "--config", "/etc/phimesh/call-intake.toml", binds=binds)
        process = subprocess.Popen(command, stdout=log, stderr=log)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        health = f"http://127.0.0.1:{self.ports['health']}"
        for path in ("/livez", "/readyz"):
            until(f"{path}; {(self.folder / 'door.log').read_text()}", lambda path=path: status_of(health + path) == 200 or None)
        self.assertEqual(status_of(f"http://127.0.0.1:{self.ports['door']}/v1/tenants/nobody/vapi"), 405)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=30), 0, (self.folder / "door.log").read_text())


class ThePapers(unittest.TestCase):
    def test_every_crate_is_in_the_bill_with_licence_and_hash(self):
        for root in ROOTS.values():
            bill = json.loads((root / DOCS.lstrip("/") / "sbom.cdx.json").read_text())
            crates = {(one["name"], one["version"]): one for one in bill["components"] if one["bom-ref"].startswith("pkg:cargo/")}
            self.assertEqual(set(crates), {(name, number) for name, number, _ in sbom.locked()})
            for name, number, checksum in sbom.locked():
                one = crates[name, number]
                self.assertRegex(one["licenses"][0].get("expression", ""), r"^[A-Za-z0-9().+ -]+$", name)
                self.assertRegex(one["hashes"][0]["content"], r"^[0-9a-f]{64}$", name)
                self.assertIn(checksum, (None, one["hashes"][0]["content"]))

    def test_the_bill_has_the_shape_of_cyclonedx(self):
        for root in ROOTS.values():
            bill = json.loads((root / DOCS.lstrip("/") / "sbom.cdx.json").read_text())
            self.assertEqual((bill["bomFormat"], bill["specVersion"], bill["version"]), ("CycloneDX", "1.6", 1))
            self.assertRegex(bill["serialNumber"], r"^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
            self.assertRegex(bill["metadata"]["timestamp"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
            refs = [one["bom-ref"] for one in bill["components"]] + [bill["metadata"]["component"]["bom-ref"]]
            self.assertEqual(len(refs), len(set(refs)), "a bom-ref stands twice")
            for arrow in bill["dependencies"]:
                self.assertLessEqual({arrow["ref"], *arrow["dependsOn"]}, set(refs))
            for one in bill["components"]:
                self.assertLessEqual({"type", "name", "bom-ref", "scope"}, set(one))
                self.assertIn(one["type"], ("library", "application", "file"))

    def test_the_bill_names_every_file_as_it_is(self):
        for root in ROOTS.values():
            bill = json.loads((root / DOCS.lstrip("/") / "sbom.cdx.json").read_text())
            files = {one["name"]: one["hashes"][0]["content"] for one in bill["components"] if one["type"] == "file"}
            self.assertEqual(set(files), set(tree(root)) - {f"{DOCS}/sbom.cdx.json"})
            for where in list(files)[:: max(1, len(files) // 20)]:
                self.assertEqual(files[where], sha256(root / where.lstrip("/")))

    def test_what_tests_need_is_excluded_and_what_is_linked_is_required(self):
        bill = json.loads((ROOTS["phimesh"] / DOCS.lstrip("/") / "sbom.cdx.json").read_text())
        scopes = {one["name"]: one["scope"] for one in bill["components"]}
        self.assertEqual([scopes[name] for name in ("proptest", "e2e", "tokio", "call-intake", "aws-lc-sys")], ["excluded", "excluded", *["required"] * 3])

    def test_the_provenance_has_the_shape_of_slsa(self):
        root = ROOTS["phimesh"]
        statement = provenance.statement("phimesh", root, "sha256:" + "0" * 64, "debug")
        self.assertEqual(set(statement), {"_type", "subject", "predicateType", "predicate"})
        self.assertEqual(statement["predicateType"], "https://slsa.dev/provenance/v1")
        names = {one["name"]: one["digest"]["sha256"] for one in statement["subject"]}
        self.assertEqual(set(names), {"phimesh", *(f"/usr/local/bin/{name}" for name in services())})
        self.assertEqual(names["/usr/local/bin/retention"], sha256(root / "usr/local/bin/retention"))
        definition = statement["predicate"]["buildDefinition"]
        self.assertLessEqual({"buildType", "externalParameters", "internalParameters", "resolvedDependencies"}, set(definition))
        lock = next(one for one in definition["resolvedDependencies"] if one.get("name") == "Cargo.lock")
        self.assertEqual(lock["digest"]["sha256"], sha256(ROOT / "Cargo.lock"))
        self.assertTrue(statement["predicate"]["runDetails"]["builder"]["id"].startswith("urn:"))

    def test_an_image_is_the_same_twice_and_its_digests_hold(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "rootfs"
            for where in ("etc/passwd", "usr/local/bin/phimesh", "tmp/"):
                (root / where).parent.mkdir(parents=True, exist_ok=True)
                (root / where).mkdir() if where.endswith("/") else (root / where).write_text(where)
            (root / "tmp").chmod(0o1777)
            name, files = oci.layout("phimesh", root)
            os.utime(root / "etc/passwd", (1, 1))
            self.assertEqual((name, oci.archive(files)), (lambda again: (again[0], oci.archive(again[1])))(oci.layout("phimesh", root)))
            for where, data in files.items():
                if where.startswith("blobs/"):
                    self.assertEqual("blobs/" + oci.digest(data).replace(":", "/"), where)
            manifest = json.loads(files["blobs/" + name.replace(":", "/")])
            config = json.loads(files["blobs/" + manifest["config"]["digest"].replace(":", "/")])
            self.assertEqual(config["config"]["User"], f"{USER}:{USER}")
            self.assertEqual(len(manifest["layers"]), len(config["rootfs"]["diff_ids"]))
            (root / "etc/passwd").write_text("changed")
            self.assertNotEqual(oci.layout("phimesh", root)[0], name)


def main():
    if not sys.platform.startswith("linux"):
        say("SKIPPED: the images hold Linux programs, and this is another system")
        return 0
    ROOTS.update(assembled())
    result = unittest.main(argv=[sys.argv[0], *[one for one in sys.argv[1:] if one != "--release"]], exit=False, verbosity=1).result
    for case, why in result.skipped:
        say(f"SKIPPED: {case.id().removeprefix('__main__.')}: {why}")
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
