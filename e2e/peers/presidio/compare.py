#!/usr/bin/env python3
"""How fast Presidio's pattern recognizers read calls: MB/s of each file of JSON lines, on the core this process is pinned to.

Its default registry for English without a name model, in three ways:
`bare`: with its no-op engine, so that nothing but the recognizers' patterns and checks is timed;
`context`: with a blank spaCy tokenizer, whose tokens its default context enhancer needs to raise or lower scores;
`turns`: as `context`, each turn a request of its own, as a call arrives while it is spoken.
Seconds are of the processor, not of the clock, so that what else the machine does counts less; the best of three rounds.
Imports, loading and a warm-up are outside the time. Prints one JSON object:
{"version", "recognizers", "bare": [{"calls", "bytes", "seconds", "mb_per_s", "spans"}], …}, one entry a file.
Arguments: most bytes to read of each file, then the files.
"""
import json
import logging
import sys
import time
from importlib.metadata import version

logging.disable(logging.WARNING)

import spacy  # noqa: E402
import tldextract  # noqa: E402
from presidio_analyzer import AnalyzerEngine  # noqa: E402
from presidio_analyzer.nlp_engine.no_op_nlp_engine import NoOpNlpEngine  # noqa: E402
from presidio_analyzer.nlp_engine.slim_spacy_nlp_engine import SlimSpacyNlpEngine  # noqa: E402
from presidio_analyzer.recognizer_registry import RecognizerRegistry  # noqa: E402

# The mail recognizer asks for the list of public suffixes: the one that comes with the package, no network in a benchmark.
tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

# the best counts, as for the command beside which it is measured
ROUNDS = 3


def blank():
    engine = SlimSpacyNlpEngine(auto_download=False)
    engine.nlp = {"en": spacy.blank("en")}
    return engine


def bare():
    return NoOpNlpEngine([{"lang_code": "en", "model_name": "none"}])


def analyzer(nlp):
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    # the one recognizer that needs a model
    registry.remove_recognizer("SpacyRecognizer")
    return AnalyzerEngine(registry=registry, nlp_engine=nlp)


def sample(path, most):
    """The first calls of a file, up to `most` bytes of lines."""
    texts, size = [], 0
    with open(path, encoding="utf-8") as file:
        for line in file:
            if texts and size + len(line.encode()) > most:
                break
            texts.append(json.loads(line)["text"])
            size += len(line.encode())
    return texts, size


def timed(engine, path, most, by_turn):
    texts, size = sample(path, most)
    calls = len(texts)
    texts = [turn for text in texts for turn in text.split("\n")] if by_turn else texts
    for text in texts[:3]:
        engine.analyze(text=text, language="en")
    seconds = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        spans = sum(len(engine.analyze(text=text, language="en")) for text in texts)
        seconds = min(seconds, time.process_time() - begun)
    return {"calls": calls, "bytes": size, "seconds": round(seconds, 3),
            "mb_per_s": round(size / seconds / 1e6, 4), "spans": spans}


def main():
    most, paths = int(sys.argv[1]), sys.argv[2:]
    result = {"version": version("presidio-analyzer")}
    for name, nlp in (("bare", bare()), ("context", blank()), ("turns", blank())):
        engine = analyzer(nlp)
        result["recognizers"] = len(engine.registry.recognizers)
        result[name] = [timed(engine, path, most, name == "turns") for path in paths]
    print(json.dumps(result))


if __name__ == "__main__":
    main()
