"""Safetensors: the length of a JSON header, the header, the tensors one after the other."""

import json
import struct


def header(tensors, metadata):
    offset = 0
    entries = {"__metadata__": metadata}
    for name, tensor in tensors.items():
        end = offset + tensor.bits.nbytes
        entries[name] = {
            "dtype": tensor.dtype,
            "shape": list(tensor.shape),
            "data_offsets": [offset, end],
        }
        offset = end
    text = json.dumps(entries, separators=(",", ":")).encode()
    return text + b" " * (-len(text) % 8)


def write(path, tensors, metadata=None):
    text = header(tensors, metadata or {"format": "pt"})
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for tensor in tensors.values():
            file.write(memoryview(tensor.bits).cast("B"))


def read_header(path):
    """The entries, and where the first tensor begins."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        return json.loads(file.read(length)), 8 + length
