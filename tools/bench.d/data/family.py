"""Ten versions of one model, as a year of work on it leaves them."""

import json

import numpy

from data import gguf, safetensors
from data.tensors import Tensor, encode, model, random_for, weights

HEAD, EMBEDDING = "lm_head.weight", "model.embed_tokens.weight"
# A fine-tune moves each weight by about one unit in the last place of bf16.
FINE_TUNE_NOISE = 2.0**-8
LORA_RANK = 8
# How far the merged product moves a matrix, in its own standard deviations.
LORA_STRENGTH = 0.05
NEW_ROWS = 64
SHARDS = 3


def head(base, seed):
    """A new classifier on frozen layers."""
    old = base[HEAD]
    return base | {HEAD: weights(seed + 1, HEAD, old.shape, old.dtype)}


def lora(base, seed):
    """Low-rank products merged into the query and value matrices."""
    out = dict(base)
    for name, tensor in base.items():
        if name.endswith(("q_proj.weight", "v_proj.weight")):
            draw = random_for(seed + 2, name)
            values = tensor.values()
            tall = draw.standard_normal((values.shape[0], LORA_RANK), dtype=numpy.float32)
            wide = draw.standard_normal((LORA_RANK, values.shape[1]), dtype=numpy.float32)
            strength = LORA_STRENGTH * values.std() / LORA_RANK**0.5
            out[name] = encode(values + strength * (tall @ wide), tensor.dtype)
    return out


def fine_tune(base, seed):
    """Every weight moves a little."""
    out = {}
    for name, tensor in base.items():
        draw = random_for(seed + 3, name)
        noise = draw.standard_normal(tensor.shape, dtype=numpy.float32)
        moved = tensor.values() * (1 + numpy.float32(FINE_TUNE_NOISE) * noise)
        out[name] = encode(moved, tensor.dtype)
    return out


def vocabulary(base, seed):
    """Rows for new tokens in the middle of the two largest tensors."""
    out = dict(base)
    for name in (EMBEDDING, HEAD):
        old = base[name]
        rows, width = old.shape
        new = weights(seed + 4, name, (NEW_ROWS, width), old.dtype)
        at = rows // 3 * width
        bits = numpy.concatenate([old.bits[:at], new.bits, old.bits[at:]])
        out[name] = Tensor(old.dtype, (rows + NEW_ROWS, width), bits)
    return out


def permuted(base, seed):
    names = list(base)
    random_for(seed + 5, "order").shuffle(names)
    return {name: base[name] for name in names}


def write_one(directory, tensors, metadata=None):
    safetensors.write(directory / "model.safetensors", tensors, metadata)


def write_shards(directory, tensors):
    names = list(tensors)
    size = -(-len(names) // SHARDS)
    places = {}
    for index in range(SHARDS):
        file = f"model-{index + 1:05d}-of-{SHARDS:05d}.safetensors"
        part = {name: tensors[name] for name in names[index * size : (index + 1) * size]}
        places |= dict.fromkeys(part, file)
        safetensors.write(directory / file, part)
    total = sum(tensor.bits.nbytes for tensor in tensors.values())
    text = json.dumps({"metadata": {"total_size": total}, "weight_map": places}, indent=2)
    (directory / "model.safetensors.index.json").write_text(text)


def write_companions(directory, seed, version):
    """The small files beside the weights: one that changes with every version, one that never."""
    config = {"model_type": "bench", "seed": seed, "version": version}
    (directory / "config.json").write_text(json.dumps(config, indent=2))
    tokens = {f"token-{index}": index for index in range(8000)}
    (directory / "tokenizer.json").write_text(json.dumps(tokens))


VERSIONS = {
    "01-base": lambda to, base, seed: write_one(to, base),
    "02-head": lambda to, base, seed: write_one(to, head(base, seed)),
    "03-lora": lambda to, base, seed: write_one(to, lora(base, seed)),
    "04-fine-tune": lambda to, base, seed: write_one(to, fine_tune(base, seed)),
    "05-vocabulary": lambda to, base, seed: write_one(to, vocabulary(base, seed)),
    "06-header": lambda to, base, seed: write_one(
        to, base, {"format": "pt", "note": "the same weights under a longer header"}
    ),
    "07-permuted": lambda to, base, seed: write_one(to, permuted(base, seed)),
    "08-resharded": lambda to, base, seed: write_shards(to, base),
    "09-identical": lambda to, base, seed: write_one(to, base),
    "10-quantised": lambda to, base, seed: gguf.write(to / "model.gguf", base),
}


def write(directory, seed, size):
    base = model(seed, size, "BF16")
    for version, write_version in VERSIONS.items():
        place = directory / version
        place.mkdir()
        write_version(place, base, seed)
        # The identical version is identical: the same small files too.
        write_companions(place, seed, "01-base" if version == "09-identical" else version)
