"""Interleaved rounds: native, every contestant in rotated order, native again.

On a shared machine absolute figures drift; two runs within one round do not. So a figure is the
median of the ratios within each round, and a round in which the two native runs differ is no round.
"""

import statistics
from dataclasses import dataclass, field

NATIVE_MAY_DIFFER = 0.15
# Rounds that may be tried for each one that is wanted, before noise wins.
TRIES = 2


@dataclass
class Spread:
    """The median of one value a round, and its extremes."""

    median: float
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, values):
        return cls(statistics.median(values), min(values), max(values), len(values))


@dataclass
class Rounds:
    kept: list = field(default_factory=list)  # each {contestant: Sample}; "native" is the mean
    discarded: int = 0
    samples: list = field(default_factory=list)  # every run of every round, for the JSON

    def spread(self, value):
        """Over kept rounds, of value({contestant: Sample}); None if noise left no round."""
        return Spread.of([value(round) for round in self.kept]) if self.kept else None

    def ratio(self, above, below):
        """Seconds of `above` ÷ seconds of `below`: how many times faster `below` is."""
        return self.spread(lambda round: round[above].seconds / round[below].seconds)

    def cpu_per_gb(self, name, size):
        return self.spread(lambda round: round[name].cpu_seconds / (size / 1e9))

    def gb_per_second(self, name, size):
        return self.spread(lambda round: size / 1e9 / round[name].seconds)


def is_noisy(first, last):
    """Whether two native runs, in seconds, differ by more than 15 % of the shorter."""
    return abs(first - last) > NATIVE_MAY_DIFFER * min(first, last)


def rotated(names, by):
    by %= max(len(names), 1)
    return names[by:] + names[:by]


def mean(first, last):
    """The native sample of a round: what lies between its two ends."""
    return type(first)(
        (first.seconds + last.seconds) / 2,
        (first.cpu_seconds + last.cpu_seconds) / 2,
    )


def run_rounds(native, contestants, wanted, log=lambda line: None):
    """`native` and each value of `contestants` are called without arguments and return a Sample."""
    rounds = Rounds()
    names = list(contestants)
    attempt = 0
    while len(rounds.kept) < wanted and attempt < wanted * TRIES:
        order = rotated(names, attempt)
        attempt += 1
        first = native()
        samples = {name: contestants[name]() for name in order}
        last = native()
        noisy = is_noisy(first.seconds, last.seconds)
        rounds.samples.append(
            {
                "order": ["native", *order, "native"],
                "discarded": noisy,
                "native": [first.facts(), last.facts()],
                **{name: sample.facts() for name, sample in samples.items()},
            }
        )
        if noisy:
            rounds.discarded += 1
        else:
            rounds.kept.append({"native": mean(first, last), **samples})
        log(f"round {attempt}: " + ("thrown away: native differs" if noisy else "kept"))
    return rounds
