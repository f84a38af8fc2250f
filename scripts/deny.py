#!/usr/bin/env python3
"""Checks the dependencies against deny.toml without cargo-deny: licences, bans, wildcards, sources.

Reads two lists of deny.toml ([licenses] allow, [bans] deny) and asks `cargo metadata` for the packages of this
machine's target. Prints each breach on standard output and exits 1; `--self-test` shows each rule failing.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INDEX = "registry+https://github.com/rust-lang/crates.io-index"


def allowed(expression, licences):
    """Evaluates an SPDX expression ("MIT OR (Apache-2.0 AND ISC)", "MIT/Apache-2.0"): true when it can be satisfied."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))

    def either():
        value = both()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            right = both()
            value = value or right
        return value

    def both():
        value = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            right = one()
            value = value and right
        return value

    def one():
        token = tokens.pop(0) if tokens else ""
        if token == "(":
            value = either()
            if tokens:
                tokens.pop(0)
            return value
        if tokens and tokens[0] == "WITH":
            tokens.pop(0)
            token += " WITH " + tokens.pop(0)
        return token in licences

    value = either()
    return value and not tokens


def breaches(packages, licences, bans):
    """Yields one sentence per broken rule. `packages` are those of `cargo metadata`."""
    for package in packages:
        name = f"{package['name']} {package['version']}"
        if package["name"] in bans:
            yield f"{name}: banned: {bans[package['name']]}"
        if not allowed(package.get("license") or "", licences):
            yield f"{name}: licence {package.get('license')!r} is not in [licenses] allow"
        if package["source"] not in (None, INDEX):
            yield f"{name}: comes from {package['source']}, not from the public index"
        if package["source"] is None:
            for dependency in package["dependencies"]:
                if dependency["req"] == "*" and not dependency.get("path"):
                    yield f"{name}: takes any version of {dependency['name']}"


def rules():
    text = re.sub(r"(?m)^\s*#.*$", "", (ROOT / "deny.toml").read_text())
    licences = re.search(r"\[licenses\][^\[]*?\ballow = \[(.*?)\]", text, re.S)
    bans = dict(re.findall(r'\{ crate = "([^"]+)".*?reason = "([^"]+)" \}', text))
    if not licences or not bans:
        sys.exit("deny: deny.toml has no [licenses] allow, or no bans with a reason")
    return set(re.findall(r'"([^"]+)"', licences.group(1))), bans


def metadata():
    host = re.search(r"host: (\S+)", subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout)
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", host.group(1)]
    answer = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if answer.returncode:
        sys.exit("deny: cargo metadata failed: see its message above")
    graph = json.loads(answer.stdout)
    used = {node["id"] for node in graph["resolve"]["nodes"]}
    return [package for package in graph["packages"] if package["id"] in used]


def self_test():
    licences, bans = {"MIT", "ISC", "Apache-2.0 WITH LLVM-exception"}, {"openssl": "one TLS library"}
    good = {"name": "a", "version": "1.0.0", "license": "MIT", "source": INDEX, "dependencies": []}
    star = {"name": "b", "req": "*", "path": None}
    for change in [{"name": "openssl"}, {"license": "GPL-3.0-only"}, {"license": None}, {"license": "MIT AND GPL-2.0-only"},
                   {"source": "git+ssh://example/a"}, {"source": None, "dependencies": [star]}]:
        found = list(breaches([{**good, **change}], licences, bans))
        assert len(found) == 1, (change, found)
    for expression in ["MIT", "GPL-3.0-only OR MIT", "GPL-3.0-only/MIT", "Apache-2.0 WITH LLVM-exception", "(MIT OR X) AND ISC"]:
        assert not list(breaches([{**good, "license": expression}], licences, bans)), expression


def main():
    self_test()
    if "--self-test" in sys.argv:
        print("deny: every rule fails on its bad example")
        return 0
    packages = metadata()
    found = sorted(set(breaches(packages, *rules())))
    print("\n".join(found) if found else f"deny: {len(packages)} packages keep the rules")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
