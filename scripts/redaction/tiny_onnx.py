#!/usr/bin/env python3
"""Writes the tiny token classifier that phi-onnx is tested with: shared/phi-onnx/tests/tiny/.

    python3 -m venv V && V/bin/pip install onnx==1.23.2 && V/bin/python scripts/redaction/tiny_onnx.py [--check]

A real ONNX graph with the inputs and the output of an exported BERT: each piece's row of an embedding, times a matrix,
plus a bias, times the attention mask. It knows one made-up word, "zorblat", which no rule knows, and one ordinary word,
"lantern", with less certainty. `--check` writes nothing and exits 1 when a committed file differs.
"""
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

ONNX = "1.23.2"
FOLDER = Path(__file__).resolve().parents[2] / "shared" / "phi-onnx" / "tests" / "tiny"
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
LETTERS = [chr(c) for c in range(ord("a"), ord("z") + 1)]
VOCAB = [*SPECIAL, *LETTERS, *("##" + letter for letter in LETTERS), "zor", "##blat", "lantern", ".", ",", "?"]
LABELS = ["O", "B-TEAM", "I-TEAM"]
CONFIG = """\
# What phi-onnx must know of this model. docs/redaction-models.md explains each key.
lower_case = true
max_tokens = 16
overlap = 4
threshold = 0.5

[labels]
TEAM = "NAME"
"""
# Where an embedding points: nothing, the beginning of a name, its middle, perhaps a beginning.
DIRECTION = {"zor": [0, 1, 0], "##blat": [0, 0, 1], "lantern": [0.45, 0.55, 0]}


def graph():
    embedding = np.array([DIRECTION.get(piece, [1, 0, 0]) for piece in VOCAB], dtype=np.float32)
    weights = {"embedding": embedding, "matrix": np.eye(3, dtype=np.float32) * 6, "bias": np.zeros(3, dtype=np.float32),
               "last": np.array([2], dtype=np.int64)}
    nodes = [
        helper.make_node("Gather", ["embedding", "input_ids"], ["rows"], axis=0),
        helper.make_node("MatMul", ["rows", "matrix"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["sum"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["column"]),
        helper.make_node("Mul", ["sum", "column"], ["logits"]),
    ]
    row = ["batch", "sequence"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, row) for name in ("input_ids", "attention_mask")]
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, [*row, len(LABELS)])
    constants = [numpy_helper.from_array(array, name) for name, array in weights.items()]
    model = helper.make_model(helper.make_graph(nodes, "tiny", inputs, [output], constants),
                              opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="tiny_onnx.py")
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def main():
    if onnx.__version__ != ONNX:
        sys.exit(f"tiny_onnx: onnx {onnx.__version__} is not the pinned {ONNX}")
    files = {"model.onnx": graph(), "config.toml": CONFIG.encode(),
             "vocab.txt": "\n".join([*VOCAB, ""]).encode(), "labels.txt": "\n".join([*LABELS, ""]).encode()}
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = FOLDER / name
        if "--check" not in sys.argv:
            path.write_bytes(content)
        elif not path.is_file() or path.read_bytes() != content:
            sys.exit(f"tiny_onnx: {name} is not what this script writes")
    print(f"tiny_onnx: {', '.join(f'{name} {len(content)} bytes' for name, content in files.items())}")


if __name__ == "__main__":
    main()
