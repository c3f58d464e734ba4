"""GGUF version 3 with matrices in blocks of Q8_0 and vectors in F32."""

import struct

import numpy

F32, Q8_0 = 0, 8
MOSTLY_Q8_0 = 7  # general.file_type
STRING, UINT32 = 8, 4  # types of metadata values
ALIGNMENT = 32
BLOCK = 32


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def quantised(values):
    """Blocks of 32: a float16 scale, then 32 int8."""
    blocks = values.reshape(-1, BLOCK)
    scale = numpy.abs(blocks).max(axis=1) / 127
    safe = numpy.where(scale == 0, 1, scale)
    out = numpy.empty(len(blocks), dtype=[("scale", "<f2"), ("weights", "i1", BLOCK)])
    out["scale"] = scale
    out["weights"] = numpy.rint(blocks / safe[:, None]).astype(numpy.int8)
    return out.tobytes()


def payload(tensor):
    values = tensor.values()
    if values.ndim == 1 or values.shape[-1] % BLOCK:
        return F32, values.astype("<f4").tobytes()
    return Q8_0, quantised(values)


def padding(length):
    return b"\0" * (-length % ALIGNMENT)


def metadata():
    yield text("general.architecture") + struct.pack("<I", STRING) + text("llama")
    yield text("general.alignment") + struct.pack("<II", UINT32, ALIGNMENT)
    yield text("general.file_type") + struct.pack("<II", UINT32, MOSTLY_Q8_0)


def write(path, tensors):
    infos, payloads, offset = [], [], 0
    for name, tensor in tensors.items():
        kind, data = payload(tensor)
        shape = tensor.shape[::-1]  # GGUF names the fastest dimension first
        info = text(name) + struct.pack("<I", len(shape))
        info += struct.pack(f"<{len(shape)}Q", *shape) + struct.pack("<IQ", kind, offset)
        infos.append(info)
        payloads.append(data + padding(len(data)))
        offset += len(payloads[-1])
    pairs = list(metadata())
    head = b"GGUF" + struct.pack("<IQQ", 3, len(infos), len(pairs)) + b"".join(pairs + infos)
    with open(path, "wb") as file:
        file.write(head + padding(len(head)))
        file.writelines(payloads)
