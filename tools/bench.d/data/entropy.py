"""The least an order-0 coder of byte planes can need for a safetensors file: `entropy.py FILE`.

Each element is rotated left by one bit, so that its sign leaves the exponent's byte, and split
into bytes; the bound is the sum over tensors and planes of the entropy of that plane's bytes.
Whatever is no tensor counts in full.
"""

import sys
from pathlib import Path

# Run as a script: the packages lie one directory up.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy

from data import safetensors

UNSIGNED = {"BF16": numpy.uint16, "F16": numpy.uint16, "F32": numpy.uint32}
# Elements counted at a time, to bound memory.
STEP = 1 << 24


def entropy_bytes(counts):
    """Bytes that so many of each value need at least."""
    total = counts.sum()
    if not total:
        return 0.0
    shares = counts[counts > 0] / total
    return float(total * -(shares * numpy.log2(shares)).sum() / 8)


def plane_counts(bits):
    """One histogram for each byte of the elements."""
    width = bits.itemsize
    counts = numpy.zeros((width, 256), dtype=numpy.int64)
    for begin in range(0, len(bits), STEP):
        part = bits[begin : begin + STEP]
        rotated = (part << 1) | (part >> (8 * width - 1))
        for plane in range(width):
            counts[plane] += numpy.bincount((rotated >> (8 * plane)) & 0xFF, minlength=256)
    return counts


def bound(path):
    entries, begin = safetensors.read_header(path)
    data = numpy.memmap(path, dtype=numpy.uint8, mode="r")
    total = float(begin)
    for name, entry in entries.items():
        if name == "__metadata__":
            continue
        first, last = entry["data_offsets"]
        piece = data[begin + first : begin + last]
        if entry["dtype"] not in UNSIGNED:
            total += last - first
            continue
        # Copied: the header's length need not align the elements.
        bits = numpy.frombuffer(piece.tobytes(), dtype=UNSIGNED[entry["dtype"]])
        total += sum(entropy_bytes(plane) for plane in plane_counts(bits))
    return total


if __name__ == "__main__":
    print(round(bound(sys.argv[1])))
