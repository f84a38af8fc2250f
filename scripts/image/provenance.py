"""The statement of where an image came from: in-toto statement v1 with SLSA provenance v1, for `cosign attest --type slsaprovenance1`."""
import subprocess

from image import ROOT, epoch, host, revision, sha256, tree, version

# Names the recipe in docs/images.md: what the parameters mean, and that nothing else went in.
BUILD_TYPE = "urn:phimesh:build:image-rootfs:v1"
BUILDER = "urn:phimesh:builder:scripts-image"
SOURCE = "urn:phimesh:source"


def compiler():
    return subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout.splitlines()[0]


def resolved():
    """What went in, by digest: the commit, the lock file that pins every crate by checksum, the list, the pinned tools."""
    yield {"uri": SOURCE, "digest": {"gitCommit": revision().removesuffix("-modified")}, "annotations": {"modified": revision().endswith("-modified")}}
    pins = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "scripts/tools/pins").glob("speech*.txt"))
    for name in ("Cargo.lock", "deploy/image/files.json", *pins):
        yield {"name": name, "uri": f"{SOURCE}#{name}", "digest": {"sha256": sha256(ROOT / name)}}


def statement(name, root, manifest, profile):
    """`manifest` is the digest of the image's manifest, `sha256:…`."""
    subjects = [{"name": name, "digest": {"sha256": manifest.removeprefix("sha256:")}}]
    subjects += [{"name": where, "digest": {"sha256": sha256(root / where.lstrip("/"))}} for where in tree(root) if where.startswith("/usr/local/bin/")]
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subjects,
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {"image": name, "profile": profile, "version": version()},
                "internalParameters": {"compiler": compiler(), "target": host(), "sourceDateEpoch": epoch()},
                "resolvedDependencies": list(resolved()),
            },
            "runDetails": {"builder": {"id": BUILDER}, "metadata": {"invocationId": f"{revision()}/{name}/{profile}"}},
        },
    }
