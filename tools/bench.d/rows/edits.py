"""P4, two edits of one large file: a longer header, and one more tensor in the middle."""

from report import Row

ID = "P4"
MIB = 1 << 20


def rows(bench):
    size = bench.options.edit_size
    data = bench.data("edits", size)
    trees = [data / name for name in ("base", "header", "inserted")]
    contestant = bench.fresh(bench.ours)
    sizes = [grown(bench, contestant, tree) for tree in trees]
    for tree in trees:
        bench.check(contestant, tree, tree.name)
    bench.remove(contestant)
    tensor = bench.fresh(bench.ours)
    tensor_bytes = grown(bench, tensor, data / "alone")
    bench.remove(tensor)
    bench.forget_data("edits", size)
    name = f"{size // MIB} MiB safetensors"
    over = (sizes[2] - tensor_bytes) / tensor_bytes * 100
    note = f"{sizes[2] / MIB:.2f} MiB; alone in a store it takes {tensor_bytes / MIB:.2f} MiB"
    return [
        Row.exact(ID, f"{name}, longer header: new", sizes[1] / MIB, unit="MiB", key="P4 header"),
        Row.exact(
            ID, f"{name}, one tensor more: beyond it", over, unit="%", key="P4 inserted", note=note
        ),
    ]


def grown(bench, contestant, tree):
    """By how much a push makes the store larger, its books included."""
    before = contestant.stored_bytes()
    bench.first_push(contestant, tree, tree.name)
    return contestant.stored_bytes() - before
