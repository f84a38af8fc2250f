#!/usr/bin/env python3
"""Writes container images from assembled roots, without an engine: OCI layouts in tar files, with their papers beside them.

    scripts/image/oci.py [--release] [--out FOLDER] [IMAGE...]

For each image: FOLDER/IMAGE.oci.tar (`docker load`, `ctr image import`, `skopeo copy oci-archive:…` take it),
IMAGE.sbom.cdx.json and IMAGE.provenance.json. The same files in give the same bytes out. Prints each image's digest.
Assemble the roots first: `just image` does both.
"""
import argparse
import gzip
import hashlib
import io
import json
import platform
import sys
import tarfile
import time
from pathlib import Path

import provenance
from image import DOCS, LIST, SKIPPED, epoch, revision, say, target, version

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
# The binaries change with each commit, what lies under them seldom: a layer each.
LATER = ("usr/local/bin/", DOCS.lstrip("/") + "/")


def entry(root, path):
    """The header of one file: owned by root, with the image's one time stamp."""
    name = str(path.relative_to(root))
    info = tarfile.TarInfo(name + ("/" if path.is_dir() else ""))
    info.mode, info.mtime = path.stat().st_mode & 0o7777, epoch()
    info.uid = info.gid = 0
    if path.is_dir():
        info.type = tarfile.DIRTYPE
    else:
        info.size = path.stat().st_size
    return info


def layer(root, later):
    """The uncompressed tar of one layer. Folders stand in the first, files in theirs."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in sorted(root.rglob("*")):
            name = str(path.relative_to(root))
            if path.is_dir() and not later:
                tar.addfile(entry(root, path))
            elif path.is_file() and name.startswith(LATER) == later:
                with open(path, "rb") as file:
                    tar.addfile(entry(root, path), file)
    return out.getvalue()


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def described(kind, data):
    return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": digest(data), "size": len(data)}


def moment():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch()))


def labels(name):
    image = LIST["images"][name]
    return {
        "org.opencontainers.image.title": image["title"], "org.opencontainers.image.description": image["description"],
        **LIST["labels"], "org.opencontainers.image.version": version(), "org.opencontainers.image.revision": revision(),
    }


def config(name, layers):
    image, user = LIST["images"][name], LIST["user"]["id"]
    return {
        "created": moment(), "architecture": ARCHITECTURES.get(platform.machine(), platform.machine()), "os": "linux",
        "config": {"User": f"{user}:{user}", "Env": [f"{key}={value}" for key, value in image["env"].items()],
                   "Entrypoint": image["entrypoint"], "WorkingDir": "/", "Labels": labels(name)},
        "rootfs": {"type": "layers", "diff_ids": [digest(one) for one in layers]},
        "history": [{"created": moment(), "created_by": "scripts/image/oci.py"} for _ in layers],
    }


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


def layout(name, root):
    """Returns the manifest's digest and the files of an OCI image layout (image-spec 1.1), by their names in it."""
    layers = [layer(root, later) for later in (False, True)]
    packed = [gzip.compress(one, 6, mtime=0) for one in layers]
    settings = compact(config(name, layers))
    manifest = compact({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": described("config.v1+json", settings),
        "layers": [described("layer.v1.tar+gzip", one) for one in packed], "annotations": labels(name),
    })
    index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json",
             "manifests": [{**described("manifest.v1+json", manifest), "annotations": {"org.opencontainers.image.ref.name": version(),
                            "io.containerd.image.name": f"{name}:{version()}"}}]}
    files = {f"blobs/{digest(one).replace(':', '/')}": one for one in (*packed, settings, manifest)}
    return digest(manifest), {"oci-layout": compact({"imageLayoutVersion": "1.0.0"}), "index.json": compact(index), **files}


def archive(files):
    """One tar of the layout's files, in the order of their names."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in sorted(files):
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode = len(files[name]), epoch(), 0o644
            tar.addfile(info, io.BytesIO(files[name]))
    return out.getvalue()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--release", action="store_true", help="what rootfs.py --release assembled, for the provenance")
    parser.add_argument("--out", type=Path, help="default: image/ in cargo's target folder")
    parser.add_argument("images", nargs="*", default=list(LIST["images"]), metavar="IMAGE")
    given = parser.parse_args()
    out, missing = (given.out or target() / "image").resolve(), False
    for name in given.images:
        root = out / name / "rootfs"
        if not root.is_dir():
            say(f"SKIPPED: {name} is not assembled")
            missing = True
            continue
        manifest, files = layout(name, root)
        (out / f"{name}.oci.tar").write_bytes(archive(files))
        (out / f"{name}.sbom.cdx.json").write_bytes((root / DOCS.lstrip("/") / "sbom.cdx.json").read_bytes())
        statement = provenance.statement(name, root, manifest, "release" if given.release else "debug")
        (out / f"{name}.provenance.json").write_text(json.dumps(statement, indent=1) + "\n")
        print(f"{name} {manifest}")
    return SKIPPED if missing else 0


if __name__ == "__main__":
    sys.exit(main())
