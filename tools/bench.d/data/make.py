"""Makes one data set: `make.py KIND DIR SIZE SEED`. The same arguments give the same bytes.

SIZE is about the bytes of the data set, of its first version, or the number of small files.

It is a program of its own so that the process that measures stays small: what a child's peak memory
is measured from is the size of its parent.
"""

import sys
from pathlib import Path

# Run as a script: the packages lie one directory up.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from data import family, gguf, onnx, safetensors, small_files
from data.tensors import model, random_for, weights

CHUNK = 16 << 20
ONNX_MATRICES = 8
NEW_TENSOR = "model.layers.0.adapter.weight"


def safe(dtype, scaled=True):
    def write(directory, size, seed):
        safetensors.write(directory / "model.safetensors", model(seed, size, dtype, scaled))

    return write


def random_bytes(directory, size, seed):
    draw = random_for(seed, "random")
    with open(directory / "random.bin", "wb") as file:
        for left in range(size, 0, -CHUNK):
            file.write(draw.bytes(min(left, CHUNK)))


def onnx_chain(directory, size, seed):
    width = max(64, int((size / 4 / ONNX_MATRICES) ** 0.5))
    names = [f"weight.{index}" for index in range(ONNX_MATRICES)]
    tensors = {name: weights(seed, name, (width, width), "F32") for name in names}
    onnx.write(directory / "model.onnx", tensors)


def edits(directory, size, seed):
    """A model, the same under another header, the same with one tensor more, and that tensor."""
    tensors = model(seed, size, "BF16")
    width = tensors["model.norm.weight"].shape[0]
    new = weights(seed, NEW_TENSOR, (4 * width, width), "BF16")
    names = list(tensors)
    middle = len(names) // 2
    grown = {name: tensors[name] for name in names[:middle]} | {NEW_TENSOR: new}
    grown |= {name: tensors[name] for name in names[middle:]}
    longer = {"format": "pt", "note": "the same weights under a longer header"}
    for place, content, metadata in (
        ("base", tensors, None),
        ("header", tensors, longer),
        ("inserted", grown, None),
        ("alone", {NEW_TENSOR: new}, None),
    ):
        (directory / place).mkdir()
        safetensors.write(directory / place / "model.safetensors", content, metadata)


KINDS = {
    "bf16": safe("BF16"),
    "fp16": safe("F16"),
    "fp32": safe("F32"),
    "gaussian-bf16": safe("BF16", scaled=False),
    "gguf": lambda to, size, seed: gguf.write(
        # 8.5 bits a weight where bf16 has 16.
        to / "model.gguf", model(seed, size * 16 // 17 * 2, "BF16")
    ),
    "onnx": onnx_chain,
    "random": random_bytes,
    "small-files": lambda to, size, seed: small_files.write(
        to, random_for(seed, "small"), size
    ),
    "family": lambda to, size, seed: family.write(to, seed, size),
    "edits": edits,
}


def main():
    if len(sys.argv) != 5 or sys.argv[1] not in KINDS:
        sys.exit(f"usage: make.py {'|'.join(KINDS)} DIR SIZE SEED")
    directory = Path(sys.argv[2])
    directory.mkdir(parents=True)
    KINDS[sys.argv[1]](directory, int(sys.argv[3]), int(sys.argv[4]))


if __name__ == "__main__":
    main()
