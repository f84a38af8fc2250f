"""T1, T2, T3, T5, T6, T7: every case renders, to what Kubernetes 1.30 to 1.37 and the operators' kinds take, as the golden
files say, twice the same, and without a change that a cluster refuses."""
import functools
import json
import re
import sys
import unittest

from ladder import CASES, CHART, HERE, VERSIONS, Mutant, case, dump, engine, render, text_of

from jsonschema.validators import Draft202012Validator, validator_for  # noqa: E402
from kubernetes_validate.utils import schema_contents  # noqa: E402
from referencing import Registry, Resource  # noqa: E402

CRDS = {path.stem: json.loads(path.read_text()) for path in sorted((HERE / "crds").glob("*.json"))}
# Template functions whose answer is not the same tomorrow, or in another cluster.
UNSTEADY = r"\{\{[^}]*\b(now|date\w*|ago|rand\w+|gen(CA|SignedCert|SelfSignedCert|PrivateKey)\w*|uuidv4|lookup|htpasswd|bcrypt|(expand)?env \")|\.Capabilities"
# Cases with a golden file; the others are held by the rules alone.
GOLDEN = ("default", "dev", "ha", "restricted", "everything", "nack")
BUILT_IN = re.compile(r"^(v1|(apps|batch|policy)/v1|autoscaling/v2|networking\.k8s\.io/v1)$")


@functools.cache
def registry(version):
    folder = f"kubernetes-json-schema/v{version}.0-local-strict"
    definitions = schema_contents(f"{folder}/_definitions.json", version)
    return folder, Resource.from_contents(definitions) @ Registry()


@functools.cache
def checker(version, api, kind):
    folder, known = registry(version)
    group = re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", api)
    schema = schema_contents(f"{folder}/{kind.lower()}-{group}.json", version)
    return Draft202012Validator(schema, registry=Resource.from_contents(schema) @ known)


def crd(each):
    return f"{each['kind'].lower()}.{each['apiVersion'].replace('/', '_')}"


def complaints(each, version):
    """What Kubernetes of a version, or the operator that owns the kind, would refuse. An unknown kind is a complaint."""
    where = f"{each['kind']}/{each['metadata']['name']}"
    if BUILT_IN.match(each["apiVersion"]):
        try:
            found = checker(version, each["apiVersion"], each["kind"])
        except FileNotFoundError:
            return [f"{where}: Kubernetes {version} knows no {each['apiVersion']} {each['kind']}"]
    elif crd(each) in CRDS:
        found = validator_for(CRDS[crd(each)])(CRDS[crd(each)])
    else:
        return [f"{where}: nobody knows {each['apiVersion']} {each['kind']}: write {crd(each)}.json"]
    return [f"{where}: {'.'.join(map(str, error.path))}: {error.message}" for error in found.iter_errors(each)]


def distinct():
    """Objects of all cases, each content once."""
    seen = {}
    for name in CASES:
        for each in case(name):
            # texts and alerts are large and free: what they hold is checked elsewhere
            seen.setdefault(json.dumps({k: v for k, v in each.items() if k != "data"}, sort_keys=True), each)
    return seen.values()


def kept(name):
    """What a golden file holds: all but what is the same in the case "default", and but alerts and dashboards, which have
    files and tests of their own."""
    def boards(each):
        return each["kind"] == "PrometheusRule" or each["kind"] == "ConfigMap" and "-dashboard-" in each["metadata"]["name"]
    same = [] if name == "default" else case("default")
    return [each for each in case(name) if not boards(each) and each not in same]


def immutable(found):
    """What a cluster refuses to change in an object that is there."""
    fields = {}
    for each in found:
        spec, name = each.get("spec", {}), f"{each['kind']}/{each['metadata']['name']}"
        if each["kind"] == "Deployment":
            fields[name] = {"selector": spec["selector"]}
        elif each["kind"] == "StatefulSet":
            fields[name] = {k: spec.get(k) for k in ("selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates")}
        elif each["kind"] == "Service":
            fields[name] = {"clusterIP": spec.get("clusterIP")}
        elif each["kind"] in ("Stream", "Consumer"):
            fields[name] = {k: spec.get(k) for k in ("name", "streamName", "durableName", "storage", "retention", "deliverPolicy", "ackPolicy")}
        elif each["kind"] == "Certificate":
            fields[name] = {"secretName": spec["secretName"]}
    return fields


class Render(unittest.TestCase):
    def test_every_case_makes_objects(self):
        for name in CASES:
            with self.subTest(case=name):
                kinds = {each["kind"] for each in case(name)}
                self.assertLessEqual({"Deployment", "Service", "ServiceAccount", "ConfigMap"}, kinds)

    def test_rendering_twice_gives_the_same_bytes(self):
        for name, values in CASES.items():
            self.assertEqual(engine().render(CHART, values), text_of(name), name)

    def test_templates_ask_neither_clock_nor_chance_nor_cluster(self):
        for path in sorted(CHART.glob("templates/**/*")):
            if path.is_file():
                hit = re.search(UNSTEADY, path.read_text())
                self.assertIsNone(hit, f"{path.name}: {hit and hit.group()}")

    def test_what_stands_in_the_alert_and_dashboard_folders_is_taken_whatever_its_name(self):
        alert = 'groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: up == 0\n        annotations:\n          summary: "{{ $labels.service }} is {{ $value }}"\n          runbook_url: docs/runbooks/A.md\n'
        with Mutant("files/alerts/zz-probe.yaml", "", alert) as chart:
            found = render({"monitoring": {"prometheusRule": {"enabled": True, "runbookBase": "https://runbooks.example/"}}}, chart)
        rules = [each for each in found if each["kind"] == "PrometheusRule" and each["metadata"]["name"].endswith("zz-probe")]
        self.assertEqual(rules[0]["spec"]["groups"][0]["rules"][0]["annotations"],
                         {"summary": "{{ $labels.service }} is {{ $value }}", "runbook_url": "https://runbooks.example/docs/runbooks/A.md"})
        board = '{"title": "P", "panels": [{"title": "{{x}}"}]}'
        with Mutant("files/dashboards/zz-probe.json", "", board) as chart:
            found = render({"monitoring": {"dashboards": {"enabled": True}}}, chart)
        self.assertIn(board, [text for each in found if each["kind"] == "ConfigMap" for text in each["data"].values()])

    def test_a_service_can_be_upgraded_alone(self):
        def images(values):
            return {each["metadata"]["labels"]["app.kubernetes.io/component"]: each["spec"]["template"]["spec"]["containers"][0]["image"]
                    for each in render(values) if each["kind"] == "Deployment"}
        digest = "sha256:" + "1" * 64
        mixed = images({"image": {"digest": digest}, "services": {"outcome": {"imageTag": "0.2.0"}, "retention": {"imageDigest": digest[:-1] + "2"}}})
        self.assertEqual((mixed["outcome"], mixed["retention"], mixed["redaction"]),
                         ("phimesh/phimesh:0.2.0", f"phimesh/phimesh@{digest[:-1]}2", f"phimesh/phimesh@{digest}"))
        self.assertEqual(mixed["transcription"], "phimesh/phimesh-speech:0.1.0", "a digest is of one image alone")

    def test_a_job_of_another_content_has_another_name(self):
        def job(values):
            return [each["metadata"]["name"] for each in render(values) if each["kind"] == "Job"]
        names = [job(values)[0] for values in ({}, {"provision": {"replicas": 1}}, {"image": {"tag": "9.9.9"}}, {"mesh": {"environment": "other"}})]
        self.assertEqual(len(set(names)), 4, names)
        self.assertEqual(job({}), job({"services": {"outcome": {"replicas": 2}}}))


class Validity(unittest.TestCase):
    def test_kubernetes_takes_every_object(self):
        found = [line for each in distinct() for version in (VERSIONS if BUILT_IN.match(each["apiVersion"]) else VERSIONS[:1])
                 for line in complaints(each, version)]
        self.assertEqual(found, [])

    def test_an_unknown_kind_and_an_unknown_field_are_complaints(self):
        pod = next(each for each in case("default") if each["kind"] == "Deployment")
        self.assertEqual(complaints(pod, "1.30"), [])
        pod["spec"]["replica"] = 1
        self.assertTrue(complaints(pod, "1.37"))
        self.assertTrue(complaints({"apiVersion": "acme.example/v1", "kind": "Pod", "metadata": {"name": "a"}}, "1.30"))
        self.assertTrue(complaints({"apiVersion": "apps/v1", "kind": "Replicant", "metadata": {"name": "a"}}, "1.30"))
        monitor = next(each for each in case("everything") if each["kind"] == "ServiceMonitor")
        monitor["spec"]["endpoints"][0]["prot"] = "x"
        self.assertTrue(complaints(monitor, "1.30"))

    def test_no_kind_of_the_chart_goes_unchecked(self):
        kinds = {crd(each) for each in distinct() if not BUILT_IN.match(each["apiVersion"])}
        self.assertEqual(kinds | {"prometheusrule.monitoring.coreos.com_v1"}, set(CRDS))


class Golden(unittest.TestCase):
    def test_every_case_is_its_golden_file(self):
        for name in GOLDEN:
            with self.subTest(case=name):
                golden = HERE / "golden" / f"{name}.yaml"
                self.assertTrue(golden.exists() and golden.read_text() == dump(kept(name)), f"golden/{name}.yaml is not what the chart renders: look at the difference after `./justw chart-golden`, and commit it")
        self.assertEqual({path.stem for path in (HERE / "golden").glob("*.yaml")}, set(GOLDEN))

    def test_nothing_that_a_cluster_refuses_to_change_changed(self):
        baseline = json.loads((HERE / "immutable.json").read_text())
        for name in baseline:
            here, before = immutable(case(name)), baseline[name]
            for each, fields in before.items():
                if each in here:
                    self.assertEqual(here[each], fields, f"{name}: {each} cannot be changed in a cluster where it is: rename it, and say so in UPGRADING.md")
        self.assertLessEqual(set(baseline), set(CASES))


def regenerate():
    """Writes golden/ anew, and adds to immutable.json what is not there yet; what is there is changed by hand alone."""
    folder = HERE / "golden"
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.yaml"):
        path.unlink()
    path = HERE / "immutable.json"
    baseline = json.loads(path.read_text()) if path.exists() else {}
    for name in GOLDEN:
        (folder / f"{name}.yaml").write_text(dump(kept(name)))
    for name in ("default", "everything", "nack"):
        known = baseline.setdefault(name, {})
        baseline[name] = immutable(case(name)) | known
    path.write_text(json.dumps(baseline, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        regenerate()
    else:
        unittest.main()
