"""The licences and notices of every crate that is compiled into the binaries, as their authors wrote them."""
import hashlib
from pathlib import Path

from image import host, metadata, say

NAMES = ("license", "licence", "copying", "notice", "copyright", "unlicense", "authors")


def linked(names, graph):
    """Ids of the packages that end up in these binaries: reached by dependencies that are neither for tests nor for building."""
    nodes = {node["id"]: node for node in graph["resolve"]["nodes"]}
    of_name = {package["name"]: package["id"] for package in graph["packages"] if package["source"] is None}
    todo, found = [of_name[name] for name in names if name in of_name], set()
    while todo:
        one = todo.pop()
        if one in found:
            continue
        found.add(one)
        for dependency in nodes[one]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                todo.append(dependency["pkg"])
    return found


def papers(package):
    """Yields the texts that lie beside a crate's manifest."""
    folder = Path(package["manifest_path"]).parent
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name.lower().startswith(NAMES) and path.suffix.lower() not in (".rs", ".toml", ".json"):
            yield path.read_text(errors="replace").strip()


def text(names):
    """The whole file: each text once, under the crates it belongs to."""
    graph = metadata("--filter-platform", host())
    if graph is None:
        say("cargo metadata does not answer: the notices of crates are left out")
        return ""
    used, by_text, said = linked(names, graph), {}, []
    for package in sorted((p for p in graph["packages"] if p["id"] in used and p["source"]), key=lambda p: (p["name"], p["version"])):
        title = f"{package['name']} {package['version']} ({package.get('license') or 'see its text'})"
        texts = list(papers(package))
        said += [] if texts else [title]
        for one in texts:
            by_text.setdefault(hashlib.sha256(one.encode()).hexdigest(), (one, []))[1].append(title)
    parts = [f"{len(used)} packages of Rust code are compiled into these binaries. Their notices:\n"]
    for one, titles in sorted(by_text.values(), key=lambda pair: pair[1]):
        parts.append("=" * 78 + "\n" + "\n".join(titles) + "\n" + "-" * 78 + "\n" + one + "\n")
    if said:
        parts.append("=" * 78 + "\nThese carry no text of their own; their licence is the one named:\n" + "\n".join(said) + "\n")
    return "\n".join(parts)
