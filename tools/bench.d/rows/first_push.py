"""P1: the first push of bf16 weights into an empty store, beside each peer."""

from report import Row
from rounds import run_rounds

DATA = "bf16"
ID = "P1"


def rows(bench):
    return measure(bench, bench.data(DATA), ID, f"first push of {DATA}")


def measure(bench, tree, id, what):
    """Also what `small-files` does with other data."""
    size = bench.plain_bytes(tree)
    stored = {}

    def push(kind):
        def once():
            contestant = bench.fresh(kind)
            sample = bench.first_push(contestant, tree, "v1")
            bench.check(contestant, tree, "v1")
            stored[kind.name] = contestant.stored_bytes() / size
            bench.remove(contestant)
            return sample

        return once

    kinds = {kind.name: push(kind) for kind in (bench.ours, *bench.peers.values())}
    bench.native(tree)  # the first pass warms the page cache
    rounds = run_rounds(
        lambda: bench.native(tree), kinds, bench.options.rounds, bench.log
    )
    bench.samples[f"{id} {what}"] = rounds.samples
    return [*ratios(bench, rounds, id, what), *absolutes(rounds, kinds, id, what, size, stored)]


def ratios(bench, rounds, id, what):
    for name in bench.peers:
        yield Row.of(
            id,
            f"{what} ÷ {name}",
            rounds.ratio(above=name, below="store"),
            rounds.discarded,
            unit="×",
            key=f"{id} {name}",
        )
    for name, why in bench.missing.items():
        yield Row.missing(id, f"{what} ÷ {name}", why)


def absolutes(rounds, kinds, id, what, size, stored):
    for name in ("native", *kinds):
        note = ""
        if cpu := rounds.cpu_per_gb(name, size):
            note = f"{cpu.median:.2f} CPU-s/GB"
        if name in stored:
            note += f", stored {stored[name]:.3f} of plain"
        speed = rounds.gb_per_second(name, size)
        subject = "sha256 on one core" if name == "native" else name
        yield Row.of(id, f"{what}: {subject}", speed, unit="GB/s", note=note)
