"""Many small files, as a tokenizer's or a data set's directory has them: half text, half random."""

import json

SMALLEST, LARGEST = 64, 8192
A_DIRECTORY = 200


def content(draw, index):
    size = int(SMALLEST * (LARGEST / SMALLEST) ** draw.random())
    if index % 2:
        return draw.bytes(size)
    values = draw.integers(0, 1000, size // 16 + 1).tolist()
    return json.dumps({"index": index, "values": values}).encode()


def write(directory, draw, count):
    for index in range(count):
        group = directory / f"part-{index // A_DIRECTORY:04d}"
        if index % A_DIRECTORY == 0:
            group.mkdir(parents=True)
        (group / f"{index:06d}.{'bin' if index % 2 else 'json'}").write_bytes(
            content(draw, index)
        )
