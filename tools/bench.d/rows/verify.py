"""G1: `verify --all` beside what it cannot beat: SHA-256 of the plain bytes, and the disk.

Warm is beside the hashing alone, the program in memory too. Cold, with caches dropped before, is
beside the slower of the two.
"""

import os
import sys

from bench import HERE
from contestants.contestant import files
from report import Row
from rounds import run_rounds
from sampling import Command, drop_caches, may_drop_caches, run

ID = "G1"


def rows(bench):
    tree = bench.data("bf16")
    contestant = bench.fresh(bench.ours)
    bench.first_push(contestant, tree, "v1")
    cores = len(os.sched_getaffinity(0))
    plain = [path for path in sorted(tree.rglob("*")) if path.is_file()]
    objects = sorted(files(contestant.stored()))
    client = HERE / "clients" / "hash_on_cores.py"
    verify = contestant.store("verify", "--all", "--json")
    read = Command(["cat", *objects])
    program = contestant.store("--version")
    is_cold = may_drop_caches()

    def hash_plain():
        return bench.timed("sha256 on all cores", Command([sys.executable, client, cores, *plain]))

    def cold(name, command):
        def once():
            drop_caches()
            return bench.timed(name, command)

        return once

    def warm():
        bench.timed("cat", read)
        run(program)  # a cold run before this one has dropped the program's own pages
        return bench.timed("store", verify)

    runs = {"verify": warm}
    if is_cold:
        runs |= {"cold verify": cold("store", verify), "cold read": cold("cat", read)}

    def native():
        for path in plain:
            run(Command(["cat", path]))  # dropped caches are not what this run measures
        return hash_plain()

    rounds = run_rounds(native, runs, bench.options.rounds, bench.log)
    bench.samples[ID] = rounds.samples
    bench.remove(contestant)
    size = bench.plain_bytes(tree)
    return [
        warm_row(rounds, size, cores),
        cold_row(rounds, cores, is_cold),
    ]


def warm_row(rounds, size, cores):
    speed = rounds.gb_per_second("verify", size)
    note = f"{speed.median:.2f} GB/s of plain bytes" if speed else ""
    spread = rounds.ratio("native", "verify")
    what = f"verify, warm ÷ sha256 on {cores} cores"
    return Row.of(ID, what, spread, rounds.discarded, unit="×", key="G1 verify", note=note)


def cold_row(rounds, cores, is_cold):
    what = f"verify, cold ÷ min(sha256 on {cores} cores, disk)"
    if not is_cold:
        return Row.missing(ID, what, "caches can be dropped by root only")

    def ratio(round):
        limit = max(round["native"].seconds, round["cold read"].seconds)
        return limit / round["cold verify"].seconds

    spread = rounds.spread(ratio)
    return Row.of(ID, what, spread, rounds.discarded, unit="×", key="G1 verify")
