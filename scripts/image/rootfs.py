#!/usr/bin/env python3
"""Assembles the filesystem of the container images, as deploy/image/files.json lists it, without a container engine.

    scripts/image/rootfs.py [--release] [--out FOLDER] [IMAGE...]

The Dockerfile runs this very program and copies what it made, so both ways end in the same files. Binaries come from
cargo's target folder (build them first: `just image-rootfs` does). Each image lands in FOLDER/IMAGE/rootfs, every file
owned by whoever ran this, no file writable by others, all with one time stamp. Prints the folders. Exit status 77: the
speech image was asked for and this machine has no engine that can be copied.
"""
import argparse
import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import notices
import sbom
from image import DOCS, LIST, ROOT, SKIPPED, binaries, die, epoch, say, target, tree

# Where the image's Python stands: the interpreter finds its library beside itself.
PYTHON_HOME = "usr/local"
# Asked of the interpreter that the speech engine was installed for.
ASK = """
import json, os, sys, sysconfig
import pocketsphinx
home = os.path.dirname(os.path.dirname(os.path.abspath(pocketsphinx.__file__)))
print(json.dumps({"program": os.path.realpath(sys.executable), "minor": "%d.%d" % sys.version_info[:2], "version": sys.version.split()[0],
  "stdlib": sysconfig.get_path("stdlib"), "packages": home, "extensions": os.path.join(sysconfig.get_path("platstdlib"), "lib-dynload")}))
"""


def put(root, where, data, mode=0o644):
    path = root / where.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(mode)


def copy(root, where, source, mode=0o644):
    path = root / where.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, path)
    path.chmod(mode)


def strip(root, where, source):
    """Copies a binary without its symbols and debug information."""
    copy(root, where, source, 0o755)
    if shutil.which("strip"):
        subprocess.run(["strip", "--strip-all", str(root / where.lstrip("/"))], check=True)
    else:
        say(f"there is no `strip` on PATH (package binutils): {where} keeps its symbols")


def needed(program):
    """Yields (name, file) of each shared library that the loader would take for a program, the loader itself included."""
    answer = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False)
    if "not found" in answer.stdout:
        die(f"a library of {program} is missing:\n{answer.stdout}")
    for line in answer.stdout.splitlines():
        if match := re.match(r"\s*(\S+) => (/\S+) \(", line):
            yield match.group(1), Path(match.group(2))
        elif match := re.match(r"\s*(/\S+) \(", line):
            yield match.group(1), Path(match.group(1))


def libraries(root, programs):
    """Copies what programs need into the folder in which the loader looks anyway; returns the files they came from."""
    found = {}
    for program in programs:
        found.update(needed(program))
    if "libc.so.6" not in found:
        die("the binaries do not use glibc's shared library: images are made on Linux with glibc")
    folder = found["libc.so.6"].parent
    for name in LIST["libraries"]["by_name"]:
        if (folder / name).exists():
            found[name] = folder / name
    for name, source in found.items():
        copy(root, name if name.startswith("/") else str(folder / name), source, 0o755)
    return sorted({source.resolve() for source in found.values()})


def certificates(root):
    rule = LIST["certificates"]
    source = next((path for path in map(Path, rule["from"]) if path.is_file()), None)
    if source is None:
        die("no list of certificate authorities on this machine (Debian: package ca-certificates)")
    copy(root, rule["to"], source)
    return source


def python_facts():
    """Where the speech engine's Python and its packages are; None when they cannot be copied."""
    tools = ROOT / ".tools"
    runner = os.environ.get("PHIMESH_PYTHON") or str(tools / "bin/phimesh-python")
    path = os.environ.get("PHIMESH_SPEECH_PYTHONPATH") or str(tools / "speech")
    try:
        answer = subprocess.run([runner, "-c", ASK], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False)
    except OSError as error:
        return say(f"no Python for the speech engine ({error}): scripts/tools/speech.sh fetches it")
    if answer.returncode:
        return say("the speech engine is not installed: scripts/tools/speech.sh fetches it")
    facts = json.loads(answer.stdout)
    if not (Path(facts["packages"]) / "pocketsphinx/model").is_dir():
        return say("this machine's speech engine keeps its model elsewhere (Debian's packages): it cannot be copied")
    return facts


def wanted(relative, rules):
    """Whether a file of the standard library goes into the image."""
    return not any(fnmatch.fnmatch(part, rule) for part in relative.parts for rule in rules)


def python(root, facts):
    """Copies the interpreter, the part of its library that is left, and the engine; returns the programs among them."""
    rules, home = LIST["python"], f"/{PYTHON_HOME}/lib/python{facts['minor']}"
    programs = [Path(facts["program"])]
    copy(root, f"/{PYTHON_HOME}/bin/python3", facts["program"], 0o755)
    stdlib = Path(facts["stdlib"])
    for path in sorted(stdlib.rglob("*.py")):
        relative = path.relative_to(stdlib)
        if wanted(relative, rules["without"]):
            copy(root, f"{home}/{relative}", path)
    for path in sorted(Path(facts["extensions"]).glob("*.so")):
        if wanted(Path(path.name.split(".")[0]), rules["extensions_without"]):
            copy(root, f"{home}/lib-dynload/{path.name}", path, 0o755)
            programs.append(path)
    for name in rules["packages"]:
        for folder in sorted(Path(facts["packages"]).glob(f"{name}*")):
            for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
                copy(root, f"{home}/{path.relative_to(facts['packages'])}", path, 0o755 if path.suffix == ".so" else 0o644)
                programs += [path] if path.suffix == ".so" else []
    for licence in (stdlib / "LICENSE.txt", Path(f"/usr/share/doc/python{facts['minor']}/copyright")):
        if licence.is_file():
            copy(root, f"{DOCS}/python/{licence.name}", licence)
    # read-only roots keep no caches: compiled here, by content and not by time
    compiled = ["-I", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", "-s", str(root), "-p", "/", str(root / home.lstrip("/"))]
    subprocess.run([facts["program"], *compiled], check=True)
    return programs


def debian(root, sources):
    """Names the packages that files came from as distroless images do, so that scanners know them; returns them."""
    if not shutil.which("dpkg-query"):
        say("no dpkg here: scanners will not see which packages the shared libraries came from")
        return []
    # dpkg knows a library by the path it was installed under, which merged /usr may have changed
    names = [str(source) for source in sources] + [str(source).removeprefix("/usr") for source in sources]
    answer = subprocess.run(["dpkg-query", "-S", *names], capture_output=True, text=True, check=False)
    packages = sorted({line.split(": ")[0] for line in answer.stdout.splitlines() if ": " in line and "diversion" not in line})
    found = []
    for package in packages:
        status = subprocess.run(["dpkg-query", "-s", package], capture_output=True, text=True, check=True).stdout
        fields = dict(re.findall(r"(?m)^([A-Z][\w-]*): (.*)$", status))
        found.append(fields)
        put(root, f"/var/lib/dpkg/status.d/{fields['Package']}", status.encode())
        rights = Path(f"/usr/share/doc/{fields['Package']}/copyright")
        if rights.is_file():
            copy(root, f"/usr/share/doc/{fields['Package']}/copyright", rights)
    if Path("/etc/os-release").is_file():
        copy(root, "/etc/os-release", "/etc/os-release")
    return found


def settle(root):
    """One time stamp, one shape of permissions, nothing that takes another's rights."""
    stamp = epoch()
    for parent, folders, names in os.walk(root, topdown=False):
        for name in names + folders:
            path = Path(parent, name)
            where = "/" + str(path.relative_to(root))
            mode = int(LIST["directories"].get(where, "0"), 8) or (0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
            path.chmod(mode)
            os.utime(path, (stamp, stamp))
    root.chmod(0o755)
    os.utime(root, (stamp, stamp))


def assemble(name, build, out):
    """Makes one image's root; returns it, or None when this machine has not what belongs in it."""
    image = LIST["images"][name]
    facts = python_facts() if image["python"] else {}
    if facts is None:
        return None
    root = out / name / "rootfs"
    if root.exists():
        shutil.rmtree(root)
    for where, mode in LIST["directories"].items():
        (root / where.lstrip("/")).mkdir(parents=True, exist_ok=True)
    programs = []
    for binary in binaries(image):
        if not (build / binary).is_file():
            die(f"{build / binary} is not there: `just image-rootfs` builds it")
        strip(root, f"/usr/local/bin/{binary}", build / binary)
        programs.append(build / binary)
    if facts:
        programs += python(root, facts)
    sources = libraries(root, programs) + [certificates(root)] + ([Path(facts["program"])] if facts else [])
    for where, text in LIST["files"].items():
        put(root, where, text.encode())
    for where, source in LIST["copies"].items():
        copy(root, where, ROOT / source)
    packages = debian(root, sources)
    put(root, f"{DOCS}/THIRD-PARTY-NOTICES.txt", notices.text(binaries(image)).encode())
    settle(root)
    put(root, f"{DOCS}/sbom.cdx.json", sbom.text(name, root, packages, facts).encode())
    settle(root)
    return root


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--release", action="store_true", help="the release build; else the debug build")
    parser.add_argument("--out", type=Path, help="default: image/ in cargo's target folder")
    parser.add_argument("images", nargs="*", default=list(LIST["images"]), metavar="IMAGE")
    given = parser.parse_args()
    if unknown := [name for name in given.images if name not in LIST["images"]]:
        die(f"no image is called {unknown[0]}: deploy/image/files.json has {', '.join(LIST['images'])}")
    build = target() / ("release" if given.release else "debug")
    missing = False
    for name in given.images:
        root = assemble(name, build, (given.out or target() / "image").resolve())
        if root is None:
            say(f"SKIPPED: {name} was not assembled")
            missing = True
            continue
        size = sum(os.path.getsize(root / path.lstrip("/")) for path in tree(root))
        say(f"{name}: {len(tree(root))} files, {size / 1e6:.0f} MB")
        print(root)
    return SKIPPED if missing else 0


if __name__ == "__main__":
    sys.exit(main())
