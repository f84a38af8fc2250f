#!/bin/sh
# Puts the built-in speech engine, pocketsphinx with its English model (about 35 MB), into .tools/speech/, and the
# Python that can load it behind .tools/bin/phimesh-python. Prints nothing on standard output; done already = some
# milliseconds. Ways in, each checked by hash but the last: a wheel for this Python, a wheel for another Python that
# is on PATH, the engine's sources (needs a C compiler), Debian's packages (as root).
set -eu
me=speech
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
# shellcheck source=scripts/tools/lib.sh
. "$root/scripts/tools/lib.sh"
speech=$root/.tools/speech
runner=$root/.tools/bin/phimesh-python
done_mark=$speech/.of-$(cat "$root"/scripts/tools/pins/speech*.txt | cksum | cut -d ' ' -f 1)

[ -x "$runner" ] && [ -e "$done_mark" ] && exit 0
command -v python3 >/dev/null 2>&1 || die "the speech engine runs in Python: install python3 (3.9 or newer), and run this again."
mkdir -p "$root/.tools/bin"

# A script, not a link: Python finds its own library by the name it was started with.
run_with() {
  python_path=$("$1" -c 'import sys; print(sys.executable)')
  printf '#!/bin/sh\nexec "%s" "$@"\n' "$python_path" >"$runner.new"
  chmod +x "$runner.new"
  mv -f "$runner.new" "$runner"
}

works() { PYTHONPATH=$speech "$1" -c 'import pocketsphinx; pocketsphinx.Decoder' >/dev/null 2>&1; }

# by_wheel PYTHON PIN: what pip says is shown only when no way in worked.
by_wheel() {
  [ -n "$pip_python" ] || return 1
  minor=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || return 1
  wheel "$2" "$speech" --python-version "$minor" 2>>"$tries" && works "$1" && run_with "$1"
}

by_source() {
  [ -n "$pip_python" ] || return 1
  command -v cc >/dev/null 2>&1 || { echo "  no C compiler (cc)" >>"$tries"; return 1; }
  say "no wheel for this Python: building the engine from its sources (a minute or two)"
  rm -rf "$speech"
  with_pip install --quiet --no-deps --require-hashes --no-binary pocketsphinx -r "$root/scripts/tools/pins/speech-source.txt" \
    --target "$speech" 2>>"$tries" && works python3 && run_with python3
}

by_debian() {
  command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ] || return 1
  say "installing Debian's pocketsphinx pocketsphinx-en-us python3-pocketsphinx"
  rm -rf "$speech"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    pocketsphinx pocketsphinx-en-us python3-pocketsphinx; } >>"$tries" 2>&1 &&
    mkdir -p "$speech" && works /usr/bin/python3 && run_with /usr/bin/python3
}

find_pip || true
tries=$(mktemp "$root/.tools/speech-log.XXXXXX")
trap 'rm -f "$tries"' EXIT
say "fetching pocketsphinx $(pinned speech) from PyPI, checked by hash (28 MB, the English model included)"
if by_wheel python3 speech || by_wheel python3.13 speech || by_wheel python3.11 speech || by_wheel python3 speech-older ||
  by_source || by_debian; then
  : >"$done_mark"
  say "the speech engine is in .tools/speech, run by $python_path"
else
  tail -n 12 "$tries" >&2
  die "cannot get the speech engine for $(python3 --version 2>&1). Install python3.13 or python3.11 beside it, or a C compiler, or (Debian, Ubuntu) as root: apt-get install pocketsphinx pocketsphinx-en-us python3-pocketsphinx. Then run this again."
fi
