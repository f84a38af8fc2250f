"""A CycloneDX 1.6 bill of materials: every crate of Cargo.lock, every package and every file of an assembled image."""
import hashlib
import json
import re
import time
import uuid
from pathlib import Path

import notices
from image import DOCS, LIST, ROOT, binaries, epoch, host, metadata, revision, say, sha256, tree, version

CRATE = re.compile(r"\[\[package\]\]\n(.*?)(?=\n\n|\Z)", re.S)


def locked():
    """Yields (name, version, checksum or None) of each package in Cargo.lock."""
    for block in CRATE.findall((ROOT / "Cargo.lock").read_text()):
        fields = dict(re.findall(r'(?m)^(\w+) = "([^"]*)"', block))
        yield fields["name"], fields["version"], fields.get("checksum")


def own(folder):
    """The hash of a crate of this workspace: over the names and contents of its sources."""
    digest = hashlib.sha256()
    for where in tree(folder):
        if "/target/" not in where:
            digest.update(f"{where}\0{sha256(folder / where.lstrip('/'))}\n".encode())
    return digest.hexdigest()


def licence(expression):
    # the index of crates took "MIT/Apache-2.0" for "MIT OR Apache-2.0" before it asked for SPDX
    return [{"expression": re.sub(r"\s*/\s*", " OR ", expression)}] if expression else [{"license": {"name": "NOASSERTION"}}]


def crates(names):
    """The components of Cargo.lock and what depends on what. What is not in the binaries is `excluded`, not left out."""
    everything, built = metadata("--all-features"), metadata("--filter-platform", host())
    if everything is None:
        say("cargo cannot load crates of other systems: their licences are not known here")
        everything = built
    if built is None:
        return [], []
    known = {(p["name"], p["version"]): p for p in everything["packages"]}
    used = {(p["name"], p["version"]) for p in built["packages"] if p["id"] in notices.linked(names, built)}
    refs = {p["id"]: f"pkg:cargo/{p['name']}@{p['version']}" for p in everything["packages"]}
    components = []
    for name, number, checksum in locked():
        package = known.get((name, number), {})
        checksum = checksum or own(Path(package["manifest_path"]).parent)
        ref = f"pkg:cargo/{name}@{number}"
        components.append({
            "type": "library", "bom-ref": ref, "name": name, "version": number, "purl": ref,
            "scope": "required" if (name, number) in used else "excluded",
            "licenses": licence(package.get("license")), "hashes": [{"alg": "SHA-256", "content": checksum}],
        })
    arrows = [{"ref": refs[node["id"]], "dependsOn": sorted({refs[d] for d in node["dependencies"]})} for node in everything["resolve"]["nodes"]]
    return components, sorted(arrows, key=lambda arrow: arrow["ref"])


def system(packages, facts):
    """The components that no crate is: Debian's packages, Python, the speech engine."""
    for fields in packages:
        ref = f"pkg:deb/debian/{fields['Package']}@{fields['Version']}?arch={fields['Architecture']}"
        rights = f"{fields['Package']}/copyright"
        yield {"type": "library", "bom-ref": ref, "name": fields["Package"], "version": fields["Version"], "purl": ref, "scope": "required",
               "licenses": [{"license": {"name": f"see /usr/share/doc/{rights}"}}]}
    if facts:
        number = facts["version"]
        yield {"type": "application", "bom-ref": f"pkg:generic/python@{number}", "name": "python", "version": number, "scope": "required",
               "purl": f"pkg:generic/python@{number}", "licenses": [{"license": {"id": "PSF-2.0"}}]}
        for folder in sorted(Path(facts["packages"]).glob("pocketsphinx-*.dist-info")):
            number = folder.name.removeprefix("pocketsphinx-").removesuffix(".dist-info")
            yield {"type": "library", "bom-ref": f"pkg:pypi/pocketsphinx@{number}", "name": "pocketsphinx", "version": number, "scope": "required",
                   "purl": f"pkg:pypi/pocketsphinx@{number}", "licenses": [{"license": {"id": "BSD-2-Clause"}}]}


def files(root):
    for where in tree(root):
        if where != f"{DOCS}/sbom.cdx.json":
            yield {"type": "file", "bom-ref": f"file:{where}", "name": where, "scope": "required",
                   "hashes": [{"alg": "SHA-256", "content": sha256(root / where.lstrip("/"))}]}


def document(name, root, packages, facts):
    image = LIST["images"][name]
    rust, arrows = crates(binaries(image))
    ref = f"pkg:oci/{name}@{version()}"
    tops = [f"pkg:cargo/{binary}@{version()}" for binary in binaries(image)]
    components = rust + list(system(packages, facts)) + list(files(root))
    number = uuid.uuid5(uuid.NAMESPACE_URL, hashlib.sha256(json.dumps(components).encode()).hexdigest())
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{number}", "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch())),
            "tools": {"components": [{"type": "application", "name": "scripts/image/sbom.py", "version": version()}]},
            "component": {"type": "container", "bom-ref": ref, "name": name, "version": version(), "licenses": licence("Apache-2.0")},
            "properties": [{"name": "phimesh:revision", "value": revision()}, {"name": "phimesh:target", "value": host()}],
        },
        "components": components,
        "dependencies": [{"ref": ref, "dependsOn": sorted(tops)}, *arrows],
    }


def text(name, root, packages, facts):
    """The document as it stands in the image."""
    return json.dumps(document(name, root, packages, facts), indent=1) + "\n"
