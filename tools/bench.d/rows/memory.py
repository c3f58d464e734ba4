"""X1: peak memory of a push of one large incompressible file, and of verifying it."""

import sys

from bench import HERE
from report import Row
from sampling import Command

ID = "X1"
MIB = 1 << 20


def rows(bench):
    size = bench.options.big_size
    tree = bench.data("random", size)
    contestant = bench.fresh(bench.ours)
    push = bench.timed("peak", with_peak(contestant.push(tree, "v1")))
    verify = bench.timed("peak", with_peak(contestant.store("verify", "--all", "--json")))
    bench.check(contestant, tree, "v1")
    bench.remove(contestant)
    name = f"{size // MIB} MiB"
    return [
        row(f"push of {name} of random bytes: peak memory", push, "X1 push"),
        row(f"verify of {name}: peak memory", verify, None),
    ]


def with_peak(command):
    client = HERE / "clients" / "peak.py"
    # -I -S: as small as this interpreter gets.
    argv = [sys.executable, "-I", "-S", client, *command.argv]
    return Command(argv, command.cwd, command.env)


def peak_bytes(sample):
    return int(sample.output.split()[-1])


def row(what, sample, key):
    return Row.exact(ID, what, peak_bytes(sample) / MIB, unit="MiB", key=key)
