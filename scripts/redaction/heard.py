#!/usr/bin/env python3
"""Calls of a set as a real recognizer hears them: shared/phi-calls/calls/SET/SET_heard.txt.

    apt-get install flite festival festvox-kallpc16k
    python3 -m venv V && V/bin/pip install moonshine-voice==0.0.59 numpy==2.4.6 soxr==1.1.0
    V/bin/python scripts/redaction/heard.py MOST SET...

MOST was 30 for bay, harbor, inlet and quay, 18 for ferry and mesa, 12 for brook and 10 for the others. Of each set, MOST
written and spoken calls (drawn by the set's name) are read aloud by synthetic voices, one for each speaker, some over a
telephone line with noise, and heard by Moonshine tiny (MIT; the wheel holds the model). Whatever it makes of a value
stays the value: letters of what was said and what was heard are aligned, and each heard word belongs to the value that
most of its letters come from. A value that was heard as something else altogether ("slower him" for "storm") is marked
as neither required nor punished: nobody can tell it any more.

Voices, line and noise follow from the call's name, so a call is said alike each time.
"""
import random
import re
import subprocess
import sys
import tempfile
import wave
import zlib
from pathlib import Path

import numpy as np
import soxr
from moonshine_voice.moonshine_api import ModelArch
from moonshine_voice.transcriber import Transcriber
from moonshine_voice.utils import get_model_path

CALLS = Path(__file__).resolve().parents[2] / "shared" / "phi-calls" / "calls"
VOICES = [("flite", "rms"), ("flite", "slt"), ("flite", "rms"), ("flite", "awb"), ("flite", "rms"), ("festival", "kal")]
ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen""".split()
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
# a value is still told by what was heard while no more than so much of its letters changed, in the costs below for each
TOLD = 0.4
VALUE = re.compile(r"\{([^|}]*)\|([^}]*)\}|([^{]+)")
LABEL = re.compile(r"^([a-zA-Z_ 0-9]{1,14}): (.*)$")
# costs of the alignment of letters
GAP, OTHER, KIN, VOWEL = 0.62, 1.1, 0.6, 0.45
VOWELS = set("aeiouyhw")
ALIKE = {frozenset(p) for p in "bp dt gk kc sz sc fv mn td sx qk jg lr ck vb tf".split()}


def value_parts(words):
    """The words of a turn without markup, and its values as (start, end, what)."""
    text, values = "", []
    for found in VALUE.finditer(words):
        what, inside, plain = found.groups()
        if plain is not None:
            text += plain
            continue
        inside = inside.replace("~", "")
        values.append((len(text), len(text) + len(inside), what))
        text += inside
    return text, values


def under_hundred(number):
    return ONES[number] if number < 20 else TENS[number // 10] + (ONES[number % 10] if number % 10 else "")


def ways(digits):
    """How a figure may have been said, as letters."""
    yield "".join(ONES[int(d)] for d in digits)
    if len(digits) > 4 or digits[0] == "0":
        return
    head, number = ONES[int(digits[0])], int(digits)
    if len(digits) == 2:
        yield under_hundred(number)
    elif len(digits) == 3:
        yield head + "hundred" + (under_hundred(number % 100) if number % 100 else "")
        yield head + (under_hundred(number % 100) if digits[1] != "0" else "oh" + ONES[number % 10])
    elif len(digits) == 4:
        last = number % 100
        end = "hundred" if not last else "oh" + ONES[last] if last < 10 else under_hundred(last)
        yield under_hundred(number // 100) + end
        if digits[1] == "0":
            yield head + "thousand" + (under_hundred(last) if last else "")


def letters_of(word, said):
    """The letters of a heard word, figures as they were probably said."""
    out = ""
    for found in re.finditer(r"\d+|[A-Za-z']+|.", word):
        piece = found.group()
        if piece.isdigit():
            likely = lambda way: (way in said, -abs(len(way) - len(piece) * 4))
            out += ONES[int(piece)] if len(piece) == 1 else max(ways(piece), key=likely)
        elif piece == "@":
            out += "at"
        elif piece == "." and 0 < found.start() and found.end() < len(word):
            out += "dot"
        else:
            out += re.sub(r"[^a-z]", "", piece.lower())
    return out


def cost(one, other):
    if one == other:
        return 0.0
    if one in VOWELS and other in VOWELS:
        return VOWEL
    return KIN if frozenset(one + other) in ALIKE else OTHER


def aligned(said, heard):
    """For each heard letter, which said letter it comes from, or None."""
    rows = [[j * GAP for j in range(len(heard) + 1)]]
    for i, letter in enumerate(said, 1):
        up, row = rows[-1], [i * GAP]
        for j, other in enumerate(heard, 1):
            row.append(min(up[j - 1] + cost(letter, other), up[j] + GAP, row[-1] + GAP))
        rows.append(row)
    i, j, source = len(said), len(heard), [None] * len(heard)
    while i or j:
        here = rows[i][j]
        if i and j and abs(here - rows[i - 1][j - 1] - cost(said[i - 1], heard[j - 1])) < 1e-9:
            i, j = i - 1, j - 1
            source[j] = i
        elif i and abs(here - rows[i - 1][j] - GAP) < 1e-9:
            i -= 1
        else:
            j -= 1
    return source


def said_letters(text, values):
    """The letters that were said, figures in words, and which value each belongs to (-1: none)."""
    letters, owners = "", []
    for at, char in enumerate(text):
        spelled = char.lower() if char.isalpha() else ONES[int(char)] if char.isdigit() else ""
        owner = next((number for number, (start, end, _) in enumerate(values) if start <= at < end), -1)
        letters += spelled
        owners += [owner] * len(spelled)
    return letters, owners


def between(owners, at):
    """Whose a letter is that nothing was said for: what stands on both sides, or half of each."""
    left = next((owners[k] for k in range(at - 1, -1, -1) if owners[k] is not None), -1)
    right = next((owners[k] for k in range(at + 1, len(owners)) if owners[k] is not None), -1)
    return [left, right]


def owner_of(letters, owners):
    """The value most of a word's letters come from."""
    shares = {}
    for at in letters:
        for owner in [owners[at]] * 2 if owners[at] is not None else between(owners, at):
            shares[owner] = shares.get(owner, 0) + 1
    return max(shares, key=lambda owner: (shares[owner], owner))


def drift(said, heard, source, at):
    """How far what was heard for some letters (their places) is from them: the cost of their alignment, for each."""
    kept = [place for place, letter in enumerate(source) if letter in at]
    spent = sum(cost(said[source[place]], heard[place]) for place in kept)
    added = source[kept[0] : kept[-1]].count(None) if kept else 0
    return (spent + GAP * (len(at) - len(kept) + added)) / max(1, len(at))


def tags(text, values, words):
    """Which value each heard word belongs to, -1 for none; a value is one stretch. And how far each value has drifted."""
    said, owners = said_letters(text, values)
    heard, places = "", []
    for word in words:
        letters = letters_of(word, said)
        places.append(range(len(heard), len(heard) + len(letters)))
        heard += letters
    source = aligned(said, heard)
    from_value = [None if letter is None else owners[letter] for letter in source]
    found = [owner_of(place, from_value) if place else None for place in places]
    for at, tag in enumerate(found):
        if tag is None:
            inside = 0 < at < len(found) - 1 and found[at - 1] == found[at + 1]
            found[at] = found[at - 1] if inside else -1
    for number in range(len(values)):
        own = [at for at, tag in enumerate(found) if tag == number]
        if own:
            found[own[0] : own[-1] + 1] = [number] * (own[-1] + 1 - own[0])
    letters = [{at for at, owner in enumerate(owners) if owner == number} for number in range(len(values))]
    return found, [drift(said, heard, source, at) for at in letters]


def marked(text, values, heard):
    """What was heard, with the markup of what was said."""
    words = re.sub(r"[{}|~]", "", heard).split()
    (found, drifts), out, at = tags(text, values, words), [], 0
    while at < len(words):
        end = at + 1
        while found[at] != -1 and end < len(words) and found[end] == found[at]:
            end += 1
        stretch = " ".join(words[at:end])
        before, core, after = re.match(r"^([^\w]*)(.*?)([^\w]*)$", stretch).groups()
        if found[at] != -1 and core:
            what = values[found[at]][2]
            if drifts[found[at]] > TOLD and not what.startswith("!") and not what.endswith("?"):
                what += "?"
            stretch = f"{before}{{{what}|{core}}}{after}"
        out.append(stretch)
        at = end
    return " ".join(out)


def spoken(text, voice, pace, file):
    """Reads aloud: samples between -1 and 1, and how many a second."""
    kind, name = voice
    if kind == "flite":
        command = ["flite", "-voice", name, "--setf", f"duration_stretch={pace:.2f}", "-t", text, "-o", file]
    else:
        stretch = f"(begin (voice_{name}_diphone) (Parameter.set (quote Duration_Stretch) {pace:.2f}))"
        command = ["text2wave", "-eval", stretch, "-o", file]
    subprocess.run(command, input=text.encode(), check=True, stderr=subprocess.DEVNULL)
    with wave.open(file) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16)
        return samples.astype(np.float32) / 32768, sound.getframerate()


def over_the_line(samples, rate, noise, clean):
    """16,000 samples a second: as they are, or as a telephone line gives them (8 kHz, mu-law, 28 to 45 dB of noise)."""
    if clean:
        silence = np.zeros(6000, np.float32)
        return np.concatenate([silence, soxr.resample(samples, rate, 16000), silence])
    silence = np.zeros(3000, np.float32)
    line = np.concatenate([silence, soxr.resample(samples, rate, 8000), silence])
    line = line / (np.sqrt((line**2).mean()) + 1e-6) * 0.08
    decibels = noise.uniform(28, 45)
    line = line + noise.normal(0, 0.08 / 10 ** (decibels / 20), len(line)).astype(np.float32)
    steps = np.round(np.sign(line) * np.log1p(255 * np.minimum(abs(line), 1)) / np.log1p(255) * 127) / 127
    line = np.sign(steps) * (256.0 ** abs(steps) - 1) / 255
    return soxr.resample(line.astype(np.float32), 8000, 16000)


def calls_of(name):
    """Headings of a set's written and spoken calls, with their turns."""
    calls = []
    for file in sorted((CALLS / name).iterdir()):
        for line in file.read_text().splitlines():
            if line.startswith("## "):
                calls.append((line, []))
            elif line.strip():
                calls[-1][1].append(line.rstrip())
    return [call for call in calls if call[0].split()[2] in ("written", "spoken")]


def turns_heard(heading, turns, file):
    """The turns of one call as they are heard; one of which nothing is heard is not there."""
    # a recognizer of its own: one that goes on grows by megabytes a turn
    recognizer = Transcriber(str(get_model_path("tiny-en")), ModelArch.TINY)
    chance = random.Random(zlib.crc32(heading.encode()))
    noise = np.random.default_rng(chance.getrandbits(32))
    pace, clean = chance.uniform(0.95, 1.2), chance.random() < 0.6
    voices, given = list(dict.fromkeys(chance.sample(VOICES, len(VOICES)))), {}
    for line in turns:
        label = LABEL.match(line)
        who, words = label.groups() if label else ("", line)
        text, values = value_parts(words)
        voice = given.setdefault(who, voices[len(given) % len(voices)])
        samples, rate = spoken(text, voice, pace, file)
        if len(samples) < 800:
            continue
        sound = over_the_line(samples, rate, noise, clean)
        lines = recognizer.transcribe_without_streaming(sound.tolist(), 16000).lines
        heard = " ".join(" ".join(line.text.split()) for line in lines if line.text.strip())
        if heard:
            yield (f"{who}: " if who else "") + marked(text, values, heard)
    recognizer.close()


def main(most, names):
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            calls = calls_of(name)
            random.Random(zlib.crc32(name.encode())).shuffle(calls)
            texts = []
            for heading, turns in calls[:most]:
                heard = list(turns_heard(heading, turns, f"{folder}/turn.wav"))
                if len(heard) >= 6:
                    texts.append("\n".join([f"## {heading.split()[1]} heard", *heard]) + "\n")
            (CALLS / name / f"{name}_heard.txt").write_text("\n".join(texts))
            print(name, len(texts))


if __name__ == "__main__":
    if len(sys.argv) < 3 or not sys.argv[1].isdigit():
        sys.exit(__doc__)
    main(int(sys.argv[1]), sys.argv[2:])
