#!/usr/bin/env python3
"""Measures what this repository promises of its own shape, so that the promises stay true.

Prints each breach as `file:line: rule: sentence` and exits 1. `--report` prints medians and 90th percentiles;
`--self-test` builds a workspace that keeps every rule, breaks them one at a time, and fails unless each is caught.
Rust is read by text, not parsed: comments and strings are blanked first, then braces are counted.
"""
import json
import re
import statistics
import subprocess
import sys
import tempfile
from bisect import bisect_right
from pathlib import Path

FILE_LINES, MAIN_LINES, FN_LINES, DEPS, DEPS_COMMAND, DOCUMENTED, SERVICE_LEVEL = 400, 60, 60, 12, 16, 0.90, 5
ROOMS = """README.md src/main.rs src/lib.rs src/config.rs src/domain.rs src/reaction.rs src/effects.rs src/error.rs
src/domain/tests.rs tests/replay.rs""".split()
# An arrow goes from a higher level to a lower one. phi-audio and phi-calls are leaves; phi-testkit stands beside the services.
LEVEL = {"phi-audio": 0, "phi-calls": 0, "phi-redaction": 1, "phi-onnx": 2, "phi-events": 1, "phi-seal": 2, "phi-bus": 3, "phi-service": 4, "phi-testkit": 5, "phimesh": 6, "e2e": 7}
# Names that mean something on one machine only, in two parts each, so that this file passes its own rule.
WORDS = re.compile(r"(?<![\w.~}])/wo" r"rk/|pythonhosted" r"\.org|registry" r"\.npmjs|pypi" r"\.org/simple|proxy" r"\.golang|index" r"\.crates\.io")
UP = re.compile(r"(?:\.\./)+shared\b[\w./-]*")
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|\bb?r(#*)".*?"\1|b?"(?:\\.|[^"\\])*"|b?\'(?:\\[^\n\']+|\\\'|[^\\\'\n])\'', re.S)
FN = re.compile(r"\bfn\s+(\w+)")
ITEM = re.compile(r"\s*pub\s+(?:(?:const|async|unsafe|default)\s+|extern\s+\S+\s+)*(fn|struct|enum|trait|type|const|static|union)\s+(\w+)")
TEST_ITEM = re.compile(r"#\[cfg\((?:test|all\(test\b[^\]]*)\)\]")


def close(text, start):
    """The offset just behind the brace that closes the one at `start`."""
    depth = 0
    for match in re.compile(r"[{}]").finditer(text, start):
        depth += 1 if match.group() == "{" else -1
        if depth == 0:
            return match.end()
    return len(text)


class Source:
    """One Rust file: `text` as written, `code` with comments, strings and test items blanked."""

    def __init__(self, path, root):
        self.path, self.name, self.text = path, str(path.relative_to(root)), path.read_text()
        self.code = TOKEN.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), self.text)
        self.starts = [0] + [m.end() for m in re.finditer("\n", self.text)]
        self.test_mods, test_lines = set(), 0
        for match in TEST_ITEM.finditer(self.code):
            end = re.compile(r"[;{]").search(self.code, match.end())
            stop = len(self.code) if not end else end.end() if end.group() == ";" else close(self.code, end.start())
            item = self.code[match.start():stop]
            self.test_mods.update(re.findall(r"\bmod\s+(\w+)\s*;", item))
            test_lines += item.count("\n") + 1
            self.code = self.code[:match.start()] + re.sub(r"[^\n]", " ", item) + self.code[stop:]
        self.lines = self.text.count("\n") - test_lines

    def line(self, offset):
        return bisect_right(self.starts, offset)

    def functions(self):
        """Yields (name, first line, number of lines) of each function with a body."""
        for match in FN.finditer(self.code):
            body = re.compile(r"\{|;(?![^\[]*\])").search(self.code, match.end())
            if body and body.group() == "{":
                first, last = self.line(match.start()), self.line(close(self.code, body.start()) - 1)
                yield match.group(1), first, last - first + 1

    def items(self):
        """Yields (kind, name, line, its documentation, is it fallible) of each `pub` item."""
        docs, depth, code_lines = [], 0, self.code.split("\n")
        for number, line in enumerate(self.text.split("\n"), 1):
            bare = line.strip()
            if depth or bare.startswith("#["):
                depth += line.count("[") - line.count("]")
                docs += ["attribute"] if bare.startswith("#[doc") else []
                continue
            if bare.startswith("///"):
                docs.append(bare[3:])
                continue
            item = ITEM.match(code_lines[number - 1])
            if item:
                offset = self.starts[number - 1] + item.end()
                signature = re.split(r"[{;]", self.code[offset:offset + 2000])[0]
                fallible = re.search(r"->\s*(?:\w+::)*Result\b", signature) is not None
                yield item.group(1), item.group(2), number, "\n".join(docs), fallible
            docs = []


def sources(root):
    """Every Rust file that is not a test, by the folder it stands in, by its name, or by the line that declares it."""
    found = {}
    for path in (path for part in ("shared", "services", "e2e") for path in sorted((root / part).rglob("*.rs"))):
        if not {"tests", "benches", "target"} & set(path.relative_to(root).parts) and path.name != "tests.rs":
            found[path] = Source(path, root)
    for source in list(found.values()):
        stem = source.path.parent if source.path.stem in ("lib", "main", "mod") else source.path.with_suffix("")
        for name in source.test_mods:
            for path in [p for p in found if p == stem / f"{name}.rs" or stem / name in p.parents]:
                del found[path]
    return list(found.values())


def check_files(files):
    for s in files:
        limit = MAIN_LINES if s.path.name == "main.rs" else FILE_LINES
        if s.lines > limit:
            yield s.name, 1, "file-lines", f"{s.lines} lines without tests, at most {limit}"
        for name, line, length in s.functions():
            if length > FN_LINES:
                yield s.name, line, "fn-lines", f"{name} has {length} lines, at most {FN_LINES}"
        for match in re.finditer(r"\.unwrap\(\)", s.code):
            yield s.name, s.line(match.start()), "unwrap", "say with expect(…) why it cannot fail, or return the error"
        for kind, name, line, docs, fallible in s.items():
            if kind == "fn" and fallible and "# Errors" not in docs:
                yield s.name, line, "errors-section", f"{name} returns a Result, and its documentation has no `# Errors`"


def check_documented(files):
    crates = {}
    for s in files:
        crates.setdefault(s.name.split("/src/")[0], []).extend((s.name, line, name, bool(docs)) for _, name, line, docs, _ in s.items())
    for crate, items in crates.items():
        share = sum(item[3] for item in items) / max(len(items), 1)
        for file, line, name, documented in items:
            if share < DOCUMENTED and not documented:
                yield file, line, "documented", f"{name} is not documented ({crate}: {share:.0%}, at least {DOCUMENTED:.0%})"


def packages(root):
    answer = subprocess.run(["cargo", "metadata", "--no-deps", "--offline", "--format-version", "1"], cwd=root, stdout=subprocess.PIPE, check=True)
    return json.loads(answer.stdout)["packages"]


def check_dependencies(root, found):
    services = {p["name"] for p in found if "services" in Path(p["manifest_path"]).relative_to(root).parts}
    ours = {p["name"] for p in found}
    for p in found:
        name, path = p["name"], Path(p["manifest_path"])
        manifest, file = path.read_text().split("\n"), str(path.relative_to(root))

        def line(of, manifest=manifest):
            return next((n for n, text in enumerate(manifest, 1) if re.match(rf"{re.escape(of)}\b(?!-)", text)), 1)
        outside = sorted({d["name"] for d in p["dependencies"] if d["name"] not in ours and d["kind"] is None})
        limit = DEPS_COMMAND if name == "phimesh" else DEPS
        if name in services and len(outside) > limit:
            yield file, 1, "dependencies", f"{len(outside)} direct dependencies of others, at most {limit}: {', '.join(outside)}"
        for d in p["dependencies"]:
            to = d["name"]
            # the stories attack the broker as an intruder would, past phi-bus
            if to == "async-nats" and name != "phi-bus" and (name, d["kind"]) != ("e2e", "dev"):
                yield file, line(to), "async-nats", "phi-bus alone talks to NATS: ask it for what is missing"
            if to not in ours or (to == "phi-testkit" and (d["kind"] == "dev" or name in ("phimesh", "e2e"))):
                continue
            if to == "phi-testkit":
                yield file, line(to), "arrows", f"{name} ships phi-testkit: it is for tests, phimesh and e2e"
            elif LEVEL.get(to, SERVICE_LEVEL) >= LEVEL.get(name, SERVICE_LEVEL):
                yield file, line(to), "arrows", f"{name} → {to} points up or sideways; arrows go services → phi-service → phi-bus → phi-seal → phi-events"


def check_rooms(root, found):
    for p in found:
        folder = Path(p["manifest_path"]).parent
        for room in ROOMS if folder.parent == root / "services" and p["name"] != "phimesh" else []:
            if not (folder / room).is_file():
                yield str((folder / room).relative_to(root)), 1, "rooms", "every service has the same rooms: this one is missing"


def check_words(root):
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=root, stdout=subprocess.PIPE, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        path = root / name
        data = path.read_bytes() if path.is_file() else b"\0"
        if b"\0" in data[:4096]:
            continue
        for number, text in enumerate(data.decode(errors="replace").split("\n"), 1):
            targets = {m: (path.parent / m).resolve() for m in UP.findall(text)}
            outside = [m for m, at in targets.items() if not (at.exists() and at.is_relative_to(root))]
            for word in outside + [m.group() for m in WORDS.finditer(text)]:
                yield name, number, "words", f"{word!r} means nothing in a clone of this repository"


def breaches(root):
    files, found = sources(root), packages(root)
    for check in (check_files(files), check_documented(files), check_dependencies(root, found), check_rooms(root, found), check_words(root)):
        yield from check


def report(root):
    def row(name, numbers):
        ordered = sorted(numbers) or [0]
        print(f"{name:32} n {len(ordered):5}  median {statistics.median(ordered):6.0f}  p90 {ordered[int(len(ordered) * 0.9) - 1]:6}  max {ordered[-1]:6}")
    files = sources(root)
    row("lines of a file without tests", [s.lines for s in files])
    row("lines of a function", [length for s in files for _, _, length in s.functions()])
    items = [bool(docs) for s in files for _, _, _, docs, _ in s.items()]
    filled = [line.strip() for s in files for line in s.text.split("\n") if line.strip()]
    print(f"{'public items documented':32} {sum(items)} of {len(items)}")
    print(f"{'comment lines':32} {sum(line.startswith('//') for line in filled)} of {len(filled)} filled")


def self_test():
    """Writes a workspace that keeps every rule, then breaks one rule at a time and expects exactly that one."""
    def manifest(name, rest=""):
        return f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n{rest}'
    up = "../.." + "/shared"
    good = {"Cargo.toml": '[workspace]\nresolver = "2"\nmembers = ["shared/*", "services/*"]\n',
            "services/one/Cargo.toml": manifest("one", f'phi-events.path = "{up}/phi-events"\n'),
            "shared/phi-events/Cargo.toml": manifest("phi-events"),
            "shared/phi-testkit/Cargo.toml": manifest("phi-testkit"),
            "shared/phi-testkit/src/lib.rs": "", "shared/phi-events/src/lib.rs": "#[cfg(test)]\nmod tests;\n",
            "shared/phi-events/src/tests.rs": "fn a() { x.unwrap() }\n", **{f"services/one/{room}": "" for room in ROOMS}}
    lib, toml = "services/one/src/lib.rs", "services/one/Cargo.toml"
    many = "".join(f'{chr(97 + n)}x = "1"\n' for n in range(DEPS + 1))
    bad = [("file-lines", lib, "// line\n" * 401), ("file-lines", "services/one/src/main.rs", "// line\n" * 61),
           ("fn-lines", lib, "fn long(a: [u8; 2]) {\n" + "    a();\n" * 60 + "}\n"), ("unwrap", lib, 'fn a() { "{".len(); b.unwrap() }\n'),
           ("unwrap", lib, "#[cfg(test)]\nmod tests { fn a() { b.unwrap() } }\nfn c() { d.unwrap() }\n"),
           ("errors-section", lib, "/// Does.\npub fn a() -> std::io::Result<()> {}\n"), ("documented", lib, "#[derive(\n    Debug,\n)]\npub struct A;\n"),
           ("dependencies", toml, manifest("one", many)), ("async-nats", toml, manifest("one", 'async-nats = "1"\n')),
           ("arrows", "shared/phi-events/Cargo.toml", manifest("phi-events", 'one.path = "../../services/one"\n')),
           ("arrows", toml, manifest("one", f'phi-testkit.path = "{up}/phi-testkit"\n')),
           ("rooms", "services/one/src/domain.rs", None), ("words", "README.md", "see ../shared/" + "x.md\n"),
           ("words", "README.md", "see /wo" + "rk/main/x\n"), ("words", "README.md", "files.python" + "hosted.org\n")]
    for rule, change, text in [(None, "README.md", "fine: shared/phi-events\n"), *bad]:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder).resolve()
            for name, content in {**good, change: text}.items():
                if content is not None:
                    (root / name).parent.mkdir(parents=True, exist_ok=True)
                    (root / name).write_text(content)
            subprocess.run(["git", "init", "-q"], cwd=root, check=True)
            caught = {found[2] for found in breaches(root)}
            if caught != ({rule} if rule else set()):
                sys.exit(f"budgets: self-test: breaking {rule} in {change} was answered by {sorted(caught)}")
    print(f"budgets: self-test: a clean workspace passes, and each of {len(bad)} breaches is caught")


def main():
    root = Path(__file__).resolve().parent.parent
    if "--self-test" in sys.argv:
        return self_test()
    if "--report" in sys.argv:
        return report(root)
    found = sorted(set(breaches(root)))
    print("\n".join(f"{file}:{line}: {rule}: {text}" for file, line, rule, text in found) or "budgets: all kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
