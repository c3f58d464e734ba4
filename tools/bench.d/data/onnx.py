"""ONNX by hand: a chain of products, its weights in a file beside it (external data)."""

FLOAT, EXTERNAL = 1, 1
IR_VERSION, OPSET = 8, 13
# Where onnx.save puts each tensor of a data file: on a page.
ALIGNMENT = 4096


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field, value):
    return varint(field << 3) + varint(value)


def block(field, data):
    data = data.encode() if isinstance(data, str) else data
    return varint(field << 3 | 2) + varint(len(data)) + data


def external(name, shape, file, offset, length):
    """TensorProto whose data lie in `file`."""
    out = b"".join(number(1, size) for size in shape) + number(2, FLOAT) + block(8, name)
    for key, value in (("location", file), ("offset", offset), ("length", length)):
        out += block(13, block(1, key) + block(2, str(value)))
    return out + number(14, EXTERNAL)


def value_info(name, width):
    shape = block(1, block(2, "N")) + block(1, number(1, width))
    return block(1, name) + block(2, block(1, number(1, FLOAT) + block(2, shape)))


def node(source, weight, target):
    return block(1, source) + block(1, weight) + block(2, target) + block(4, "MatMul")


def write(path, tensors):
    """`tensors`: square float32 matrices of one width."""
    data_name = path.name + ".data"
    nodes = weights = b""
    source, offset, width = "input", 0, next(iter(tensors.values())).shape[0]
    with open(path.with_name(data_name), "wb") as data:
        for index, (name, tensor) in enumerate(tensors.items()):
            target = f"hidden.{index}" if index + 1 < len(tensors) else "output"
            nodes += block(1, node(source, name, target))
            weights += block(
                5, external(name, tensor.shape, data_name, offset, tensor.bits.nbytes)
            )
            data.seek(offset)
            data.write(memoryview(tensor.bits).cast("B"))
            offset += tensor.bits.nbytes + -tensor.bits.nbytes % ALIGNMENT
            source = target
    graph = nodes + block(2, "chain") + weights
    graph += block(11, value_info("input", width)) + block(12, value_info("output", width))
    model = number(1, IR_VERSION) + block(2, "bench") + block(7, graph)
    path.write_bytes(model + block(8, number(2, OPSET)))
