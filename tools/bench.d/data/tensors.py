"""Weights as training leaves them: gaussian, with a scale for each tensor. Needs numpy.

A tensor's values depend on the seed and its name alone, so that a permuted, resharded or grown
model holds the same bytes for the tensors that it shares.
"""

import zlib
from dataclasses import dataclass

import numpy

ITEM_BYTES = {"BF16": 2, "F16": 2, "F32": 4}
# Rows of the vocabulary for each unit of width, as in small language models.
VOCABULARY_BY_WIDTH = 16
# The spread of weights after the usual initialisation, and how far tensors lie from it (log2).
USUAL_SCALE, SCALE_SPREAD = 0.02, 1.0


@dataclass
class Tensor:
    dtype: str
    shape: tuple
    bits: numpy.ndarray  # flat, unsigned, as wide as the dtype

    def values(self):
        """As float32, in the tensor's shape."""
        if self.dtype == "BF16":
            wide = self.bits.astype(numpy.uint32) << 16
            return wide.view(numpy.float32).reshape(self.shape)
        floats = {"F16": numpy.float16, "F32": numpy.float32}[self.dtype]
        return self.bits.view(floats).astype(numpy.float32).reshape(self.shape)


def random_for(seed, name):
    return numpy.random.Generator(numpy.random.PCG64([seed, zlib.crc32(name.encode())]))


def encode(values, dtype):
    """float32 -> Tensor; bf16 rounds to nearest even."""
    shape = values.shape
    flat = numpy.ascontiguousarray(values, dtype=numpy.float32).reshape(-1)
    if dtype == "F32":
        bits = flat.view(numpy.uint32)
    elif dtype == "F16":
        bits = flat.astype(numpy.float16).view(numpy.uint16)
    else:
        wide = flat.view(numpy.uint32)
        bits = ((wide + 0x7FFF + ((wide >> 16) & 1)) >> 16).astype(numpy.uint16)
    return Tensor(dtype, shape, bits)


def weights(seed, name, shape, dtype, scaled=True):
    draw = random_for(seed, name)
    scale = USUAL_SCALE
    if scaled:
        scale *= 2.0 ** (SCALE_SPREAD * draw.standard_normal())
    values = draw.standard_normal(shape, dtype=numpy.float32)
    return encode(values * numpy.float32(scale), dtype)


def shapes(elements):
    """Names and shapes of a transformer of about so many elements."""
    width = 32
    while 64 * (2 * width) ** 2 <= elements:
        width *= 2
    inner = 3 * width
    vocabulary = VOCABULARY_BY_WIDTH * width
    layer_elements = 4 * width * width + 3 * width * inner
    left = elements - 2 * vocabulary * width
    yield "model.embed_tokens.weight", (vocabulary, width)
    for index in range(max(1, round(left / layer_elements))):
        layer = f"model.layers.{index}"
        yield f"{layer}.input_layernorm.weight", (width,)
        for part in "qkvo":
            yield f"{layer}.self_attn.{part}_proj.weight", (width, width)
        yield f"{layer}.post_attention_layernorm.weight", (width,)
        yield f"{layer}.mlp.gate_proj.weight", (inner, width)
        yield f"{layer}.mlp.up_proj.weight", (inner, width)
        yield f"{layer}.mlp.down_proj.weight", (width, inner)
    yield "model.norm.weight", (width,)
    yield "lm_head.weight", (vocabulary, width)


def model(seed, size, dtype, scaled=True):
    """Name -> Tensor, about `size` bytes."""
    elements = size // ITEM_BYTES[dtype]
    return {
        name: weights(seed, name, shape, dtype, scaled) for name, shape in shapes(elements)
    }
