"""Speaks dialogues: DIALOGUES/*.txt ("caller: …" and "agent: …" lines) into OUT/*.wav and OUT/*.ref.json.

Each WAV is stereo 8 kHz mu-law, the caller left (channel 0), the agent right (channel 1). One speaks after the
other, with a pause between; the reference says who speaks from when to when, in seconds, and the words.
"""

import array
import json
import pathlib
import re
import subprocess
import sys
import tempfile

RATE = 8000
# Voice, words per minute, pitch (0 to 99). Of 25 voices tried, the embedded engine understands these best.
VOICES = {"caller": ("en-us+klatt4", 175, 60), "agent": ("en-us+klatt3", 175, 40)}
CHANNELS = {"caller": 0, "agent": 1}
LEAD_S, PAUSE_S, TAIL_S = 0.3, 0.35, 0.3


def say(role, text, folder):
    """Returns the turn's samples, cut to the band of a telephone line and without silence at its ends."""
    voice, speed, pitch = VOICES[role]
    spoken, line = folder / "spoken.wav", folder / "line.raw"
    subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-w", spoken, text], check=True)
    trim = ["silence", "1", "0.01", "0.2%", "reverse"] * 2
    subprocess.run(
        ["sox", "-D", "-R", spoken, "-r", str(RATE), "-b", "16", "-e", "signed", "-c", "1", "-t", "raw", line]
        + ["gain", "-n", "-6", "rate", str(RATE), "sinc", "250-3500", *trim],
        check=True,
    )
    samples = array.array("h")
    samples.frombytes(line.read_bytes())
    return samples


def silence(seconds):
    return array.array("h", bytes(2 * round(seconds * RATE)))


def plain(text):
    """The words as a speech engine would write them."""
    return " ".join(re.findall(r"[a-z']+", text.lower()))


def perform(dialogue, folder):
    """Returns both tracks and the reference turns."""
    tracks = [silence(LEAD_S), silence(LEAD_S)]
    turns = []
    for line in dialogue.read_text().splitlines():
        role, text = line.split(": ", 1)
        samples = say(role, text, folder)
        channel = CHANNELS[role]
        start = len(tracks[0]) / RATE
        tracks[channel] += samples
        tracks[1 - channel] += silence(len(samples) / RATE)
        turns.append(
            {"channel": channel, "role": role, "start": round(start, 3), "end": round(len(tracks[0]) / RATE, 3), "text": plain(text)}
        )
        for track in tracks:
            track += silence(PAUSE_S)
    for track in tracks:
        track += silence(TAIL_S)
    return tracks, turns


def write(tracks, path, folder):
    both = array.array("h", bytes(4 * len(tracks[0])))
    both[0::2], both[1::2] = tracks
    raw = folder / "both.raw"
    raw.write_bytes(both.tobytes())
    form = ["-r", str(RATE), "-b", "16", "-e", "signed", "-c", "2", "-t", "raw", raw]
    subprocess.run(["sox", "-D", "-R", *form, "-e", "mu-law", "-b", "8", path], check=True)


def main():
    dialogues, out = (pathlib.Path(argument) for argument in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for dialogue in sorted(dialogues.glob("*.txt")):
            tracks, turns = perform(dialogue, folder)
            wav = out / f"{dialogue.stem}.wav"
            write(tracks, wav, folder)
            (out / f"{dialogue.stem}.ref.json").write_text(json.dumps(turns, indent=1) + "\n")
            print(f"{wav.name}: {len(tracks[0]) / RATE:.1f} s, {wav.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
