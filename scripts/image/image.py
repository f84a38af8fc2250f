"""What the programs of this folder share: the list of files, where things are, the one time stamp, package metadata."""
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LIST = json.loads((ROOT / "deploy/image/files.json").read_text())
DOCS = "/usr/share/doc/phimesh"
SKIPPED = 77


def say(text):
    print(f"image: {text}", file=sys.stderr, flush=True)


def die(text):
    say(text)
    sys.exit(1)


def target():
    """Cargo's target folder."""
    return Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")


def services():
    """The names of every binary that ships: one a folder in services/."""
    return sorted(path.parent.name for path in (ROOT / "services").glob("*/Cargo.toml"))


def binaries(image):
    """The binaries of an image."""
    return services() if image["binaries"] == ["*"] else image["binaries"]


def version():
    return re.search(r'(?m)^version = "([^"]+)"', (ROOT / "Cargo.toml").read_text()).group(1)


def git(*arguments):
    """What git says, or nothing where there is no history (a tarball, a build context)."""
    try:
        answer = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def epoch():
    """Seconds since 1970 that every file and document carries: SOURCE_DATE_EPOCH, else the commit's time, else 0."""
    given = os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct") or "0"
    return int(given)


def revision():
    """The commit, with a mark when the work tree differs from it."""
    commit = os.environ.get("REVISION") or git("rev-parse", "HEAD") or "unknown"
    return commit + ("-modified" if git("status", "--porcelain", "--untracked-files=no") else "")


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def tree(folder):
    """Every file and symbolic link below a folder as `/path`, in order."""
    found = []
    for parent, _, names in os.walk(folder):
        found += ["/" + str(Path(parent, name).relative_to(folder)) for name in names]
    return sorted(found)


def metadata(*flags):
    """What cargo knows of the packages in Cargo.lock; None when it cannot be asked."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked", *flags]
    answer = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    return json.loads(answer.stdout) if answer.returncode == 0 else None


def host():
    """The triple that binaries are built for here, such as x86_64-unknown-linux-gnu."""
    answer = subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True)
    return re.search(r"host: (\S+)", answer.stdout).group(1)
