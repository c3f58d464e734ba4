"""P2: the same tree pushed again, as a new version, beside one core of SHA-256 over it.

What a push costs whatever it carries (its start, its fsyncs) weighs on a small tree, so the large
file of the memory benchmark is pushed again too, by our store alone.
"""

from itertools import count

from report import Row
from rounds import run_rounds

ID = "P2"
MIB = 1 << 20
TRUSTING, REHASH = "trusting stat", "--rehash"


def rows(bench):
    out = measure(bench, bench.data("bf16"), bench.peers.values())
    out += [Row.missing(ID, f"again, {name}", why) for name, why in bench.missing.items()]
    return out + measure(bench, bench.data("random", bench.options.big_size), ())


def measure(bench, tree, peers):
    numbers = count(2)
    contestants, pushes, last = {}, {}, {}

    def again(name, *options):
        def once():
            version = f"v{next(numbers)}"
            last[contestants[name]] = version
            command = contestants[name].push(tree, version, *options)
            return bench.timed(f"{contestants[name].name} again", command)

        return once

    for kind in (bench.ours, *peers):
        contestants[kind.name] = bench.fresh(kind)
        bench.first_push(contestants[kind.name], tree, "v1")
        pushes[kind.name] = again(kind.name)
    contestants[TRUSTING] = contestants[REHASH] = contestants["store"]
    pushes[TRUSTING] = pushes.pop("store")
    if bench.ours.has("push", REHASH):
        pushes[REHASH] = again(REHASH, REHASH)
    rounds = run_rounds(lambda: bench.native(tree), pushes, bench.options.rounds, bench.log)
    bench.samples[f"{ID} {tree.name}"] = rounds.samples
    for contestant, version in last.items():
        bench.check(contestant, tree, version)
        bench.remove(contestant)
    return ratios(rounds, pushes, bench.plain_bytes(tree))


def ratios(rounds, pushes, size):
    keys = {TRUSTING: "P2 stat", REHASH: "P2 rehash"}
    out = [ratio(rounds, name, size, keys.get(name)) for name in pushes]
    if REHASH not in pushes:
        out.append(Row.missing(ID, f"again, {REHASH} ÷ sha256", "push has no --rehash"))
    return sorted(out, key=lambda row: row.key is None)


def ratio(rounds, name, size, key):
    spread = rounds.ratio(above="native", below=name)
    seconds = rounds.spread(lambda round: round[name].seconds)
    note = f"{seconds.median:.3f} s" if seconds else ""
    what = f"again, {name}, {round(size / MIB)} MiB ÷ sha256"
    return Row.of(ID, what, spread, rounds.discarded, unit="×", key=key, note=note)
