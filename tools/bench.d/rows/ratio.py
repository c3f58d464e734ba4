"""P3: bytes stored, beside the entropy bound, `zstd -19`, and the plain bytes of each kind."""

import importlib.util
import shutil
import sys

from bench import HERE
from report import Row
from sampling import Command

ID = "P3"
# kind of data -> the key of its target, where it has one
KINDS = {
    "bf16": None,
    "gaussian-bf16": "P3 bf16",
    "fp16": None,
    "fp32": "P3 fp32",
    "gguf": None,
    "onnx": None,
}


def rows(bench):
    tree = bench.data("bf16")
    stored = stored_bytes(bench, tree)
    out = [
        Row.exact(ID, "bf16 stored ÷ entropy bound", stored / bound(bench, tree), key="P3 bound"),
        beside_zstd(bench, tree, stored),
        beside_zipnn(bench, tree, stored),
    ]
    for kind, key in KINDS.items():
        tree = bench.data(kind)
        ratio = bench.plain_bytes(tree) / stored_bytes(bench, tree)
        out.append(Row.exact(ID, f"{kind}: plain ÷ stored", ratio, unit="×", key=key))
    tree = bench.data("random")
    growth = stored_bytes(bench, tree) / bench.plain_bytes(tree) - 1
    out.append(Row.exact(ID, "random bytes: growth", growth * 100, unit="%", key="P3 random"))
    return out


def stored_bytes(bench, tree):
    """Of a store with nothing else in it, its own books included."""
    contestant = bench.fresh(bench.ours)
    bench.first_push(contestant, tree, "v1")
    bench.check(contestant, tree, "v1")
    stored = contestant.stored_bytes()
    bench.remove(contestant)
    return stored


def bound(bench, tree):
    entropy = HERE / "data" / "entropy.py"
    command = Command([sys.executable, entropy, tree / "model.safetensors"])
    return int(bench.timed("entropy bound", command).output)


def beside_zstd(bench, tree, stored):
    what = "bf16 stored ÷ zstd -19"
    if not shutil.which("zstd"):
        return Row.missing(ID, what, "zstd is not installed")
    target = bench.scratch / "model.zst"
    argv = ["zstd", "-19", "-T0", "-q", "-f", tree / "model.safetensors", "-o", target]
    bench.timed("zstd", Command(argv))
    size = target.stat().st_size
    target.unlink()
    return Row.exact(ID, what, stored / size, key="P3 zstd -19")


def beside_zipnn(bench, tree, stored):
    what = "bf16 stored ÷ zipnn"
    if importlib.util.find_spec("zipnn") is None:
        return Row.missing(ID, what, "zipnn is not installed")
    client = HERE / "clients" / "zipnn_size.py"
    command = Command([sys.executable, client, tree / "model.safetensors"])
    return Row.exact(ID, what, stored / int(bench.timed("zipnn", command).output))
