#!/bin/sh
# Makes e2e/calls/audio/*.wav and *.ref.json from scripts/audio/dialogues/*.txt: invented calls, spoken by
# espeak-ng and cut to a telephone line's band by sox. The results are committed; run this after changing a dialogue.
#
#   apt-get install espeak-ng sox python3
#   scripts/audio/make.sh [FOLDER]
#
# The same versions give the same bytes (no dither, no clock). The committed files are from Debian 12:
# espeak-ng 1.51+dfsg-10+deb12u2, libespeak-ng1 of the same version, sox 14.4.2+git20190427-3.5+deb12u1.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-"$here/../../e2e/calls/audio"}
for tool in espeak-ng sox python3; do
  command -v "$tool" >/dev/null || { echo "$tool is not installed; run: apt-get install espeak-ng sox python3" >&2; exit 1; }
done
mkdir -p "$out"
exec python3 -B "$here/speak.py" "$here/dialogues" "$out"
