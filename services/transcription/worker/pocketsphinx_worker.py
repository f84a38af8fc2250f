"""Speech to text in a process of its own: hears one track of a call and answers with timed words.

What it is told and what it answers are protected health information, so it writes neither to any file, log or
standard error: file sizes and core dumps are limited to nothing, and the engine's own messages go to /dev/null.
It needs no network and exits when its standard input ends.

Everything travels in frames: a length (u32, little endian) and that many bytes.
  out, once:   {"engine", "version", "model_sha256"}                or {"error": "not_installed" | "too_old" | "no_model"}
  in:          {"id", "rate"}, then a second frame of 16-bit little-endian mono samples at that rate (16000)
  out:         {"id", "words": [{"w", "start_ms", "end_ms", "conf"}]}      or {"id", "words": [], "error": CODE}

Standard library and the `pocketsphinx` package (5.0 or newer) only; PHIMESH_SPEECH_PYTHONPATH says where it is, if not
among the interpreter's own packages.
"""

import hashlib
import json
import os
import resource
import struct
import sys
from importlib.metadata import PackageNotFoundError, version

RATE = 16000
FRAME_MS = 10
# The longest stretch decoded at once: where nobody pauses, the search's memory would grow without end.
LONGEST_SEGMENT_BYTES = 30 * RATE * 2
# Two hours of samples, and more header than any request has.
MOST_AUDIO_BYTES = 2 * 3600 * RATE * 2
MOST_HEADER_BYTES = 4096


def take_the_pipes():
    """Keeps standard output for frames alone and sends whatever the engine prints to /dev/null."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return sys.stdin.buffer, answers


def forbid_traces():
    """Lets this process neither leave a core dump nor make any file longer than nothing."""
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(limit, (0, 0))


def send(answers, message):
    body = json.dumps(message, separators=(",", ":")).encode()
    answers.write(struct.pack("<I", len(body)) + body)
    answers.flush()


def receive(requests, most):
    """Reads a frame; None at the end of input or for a frame too long to be meant."""
    head = requests.read(4)
    if len(head) < 4:
        return None
    (size,) = struct.unpack("<I", head)
    if size > most:
        return None
    body = requests.read(size)
    return body if len(body) == size else None


def model_digest(folder):
    """SHA-256 over the model's files in the order of their names: each as name, size and content."""
    digest = hashlib.sha256()
    files = []
    for parent, _, names in os.walk(folder):
        files += [os.path.join(parent, name) for name in names]
    for path in sorted(files):
        name = os.path.relpath(path, folder).encode()
        digest.update(struct.pack("<IQ", len(name), os.path.getsize(path)) + name)
        with open(path, "rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    return digest.hexdigest()


def release():
    """The package's version; a distribution's package may not tell it."""
    try:
        return version("pocketsphinx")
    except PackageNotFoundError:
        return None


def load():
    """Returns the engine's modules and decoder with its greeting, or None with an error."""
    try:
        import pocketsphinx
    except ImportError:
        return None, None, {"error": "not_installed"}
    if not hasattr(pocketsphinx, "Endpointer"):
        return None, None, {"error": "too_old"}
    try:
        decoder = pocketsphinx.Decoder(samprate=RATE, loglevel="FATAL")
        digest = model_digest(pocketsphinx.get_model_path("en-us"))
    except (RuntimeError, ValueError, OSError):
        return None, None, {"error": "no_model"}
    hello = {"engine": "pocketsphinx", "version": release(), "model_sha256": digest}
    return pocketsphinx, decoder, hello


def segments(engine, samples):
    """Yields (start in seconds, samples) for each stretch of speech, by WebRTC voice activity detection."""
    endpointer = engine.Endpointer(sample_rate=RATE)
    size = endpointer.frame_bytes
    speech, start = bytearray(), None
    for at in range(0, len(samples), size):
        frame = samples[at : at + size]
        last = at + size >= len(samples)
        heard = endpointer.end_stream(frame) if last else endpointer.process(frame)
        if heard is None:
            continue
        if start is None:
            start = endpointer.speech_start
        speech += heard
        if not endpointer.in_speech or len(speech) >= LONGEST_SEGMENT_BYTES:
            yield start, bytes(speech)
            # Speech that goes on does so where this stretch ends.
            start = start + len(speech) / (2 * RATE) if endpointer.in_speech else None
            speech = bytearray()


def decode(decoder, start, samples):
    """Returns the words of one stretch. Full-utterance decoding adapts to the voice over the whole of it."""
    decoder.start_utt()
    decoder.process_raw(samples, full_utt=True)
    decoder.end_utt()
    if decoder.hyp() is None:
        return []
    offset = round(start * 1000)
    words = []
    for part in decoder.seg():
        # Fillers look like <sil>, [NOISE] or ++um++; a second pronunciation like "the(2)".
        if part.word[0] in "<[+":
            continue
        words.append(
            {
                "w": part.word.split("(")[0],
                "start_ms": offset + part.start_frame * FRAME_MS,
                "end_ms": offset + (part.end_frame + 1) * FRAME_MS,
                # In this order a NaN becomes 0.
                "conf": round(min(max(0.0, part.prob), 1.0), 3),
            }
        )
    return words


def answer(engine, decoder, header, samples):
    if header.get("rate") != RATE:
        return {"words": [], "error": "rate"}
    if len(samples) % 2:
        return {"words": [], "error": "odd_length"}
    words = []
    for start, speech in segments(engine, samples):
        words += decode(decoder, start, speech)
    return {"words": words}


def main():
    requests, answers = take_the_pipes()
    forbid_traces()
    where = os.environ.get("PHIMESH_SPEECH_PYTHONPATH")
    if where:
        sys.path[:0] = where.split(os.pathsep)
    engine, decoder, hello = load()
    send(answers, hello)
    if engine is None:
        return 3
    while True:
        head = receive(requests, MOST_HEADER_BYTES)
        samples = None if head is None else receive(requests, MOST_AUDIO_BYTES)
        if samples is None:
            return 0
        try:
            header = json.loads(head)
        except ValueError:
            return 4
        try:
            reply = answer(engine, decoder, header, samples)
        except (RuntimeError, ValueError, MemoryError):
            # The text of an engine's error could hold words: its kind is all that is told.
            reply = {"words": [], "error": "engine"}
        send(answers, {"id": header.get("id"), **reply})


if __name__ == "__main__":
    sys.exit(main())
