"""G1: how many references a second `gc --dry-run` marks, process start and all.

A reference is one file entry of one manifest: the same small files in many versions.
"""

from report import Row
from rounds import run_rounds

ID = "G1"
VERSIONS = 25


def rows(bench):
    what = "gc --dry-run: references marked a second"
    if not bench.ours.has("gc"):
        return [Row.missing(ID, what, "there is no gc", key="G1 mark")]
    count = bench.options.small_files
    tree = bench.data("small-files", count)
    contestant = bench.fresh(bench.ours)
    for number in range(VERSIONS):
        bench.first_push(contestant, tree, f"v{number}")
    mark = contestant.store("gc", "--dry-run", "--json")
    weights = bench.data("bf16")
    rounds = run_rounds(
        lambda: bench.native(weights),
        {"gc": lambda: bench.timed("store", mark)},
        bench.options.rounds,
        bench.log,
    )
    bench.samples[f"{ID} gc"] = rounds.samples
    bench.remove(contestant)
    references = VERSIONS * count
    speed = rounds.spread(lambda round: references / round["gc"].seconds / 1e6)
    note = f"{VERSIONS} versions of {count} files"
    return [Row.of(ID, what, speed, rounds.discarded, unit="M/s", key="G1 mark", note=note)]
