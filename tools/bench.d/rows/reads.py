"""R1, R2: warm reads of 1 MiB, and first touches of mappings, through mounts beside the file itself.

Both are timed inside of the process, after a pass that is not: what is measured is the way from the
page cache to the reader.
"""

import sys
from contextlib import ExitStack

from bench import HERE, WrongBytes
from contestants.contestant import digests
from contestants.mounts import MOUNTS, Hydrated, large, missing
from report import Row
from rounds import run_rounds
from sampling import Command, Sample

ID = "R1"
# Bytes that one run moves.
SIZE = 4 << 30
ROWS = (("R1", "read", "warm reads of 1 MiB"), ("R2", "map", "first touch"))


def rows(bench):
    if why := missing():
        return [Row.missing(row, what, why) for row, _, what in ROWS]
    tree = bench.data("bf16")
    out = []
    with ExitStack() as stack:
        mounts = {}
        for kind in MOUNTS:
            if why := missing(*kind.programs):
                out.append(Row.missing(ID, f"÷ {kind.name}", why))
                continue
            mount = stack.enter_context(kind(bench, tree))
            if digests(mount.files) != digests(tree):
                raise WrongBytes(f"{kind.name} shows other bytes")
            mounts[kind.name] = mount
        for row, way, what in ROWS:
            out += measure(bench, tree, mounts, row, way, what)
    return out


def measure(bench, tree, mounts, row, way, what):
    relative = [path.relative_to(tree) for path in large(tree)]
    total = sum((tree / path).stat().st_size for path in relative)
    passes = max(1, SIZE // total)

    def timed(name, top):
        argv = [sys.executable, HERE / "clients" / "touch.py", way, passes]
        sample = bench.timed(name, Command([*argv, *(top / path for path in relative)]))
        return Sample(float(sample.output), sample.cpu_seconds, sample.output)

    runs = {
        name: lambda name=name, mount=mount: timed(name, mount.files)
        for name, mount in mounts.items()
    }
    rounds = run_rounds(lambda: timed("native", tree), runs, bench.options.rounds, bench.log)
    bench.samples[row] = rounds.samples
    speed = {name: rounds.gb_per_second(name, passes * total) for name in ("native", *runs)}
    out = []
    for name in ("native", *(name for name in runs if name != Hydrated.name)):
        shown = f"{speed[Hydrated.name].median:.1f} ÷ {speed[name].median:.1f} GB/s" if rounds.kept else ""
        out.append(
            Row.of(
                row, f"{what}, hydrated ÷ {name}", rounds.ratio(name, Hydrated.name),
                rounds.discarded, unit="×", key=f"{row} {name}",
                note=f"{shown}, {mounts[Hydrated.name].facts}",
            )
        )  # fmt: skip
    return out
