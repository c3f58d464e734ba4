"""Rows: a figure, its spread, and how far it is from the target; as a table and as JSON."""

from dataclasses import asdict, dataclass

from rounds import Spread
from targets import TARGETS

MISSING = "not measured"
HEADINGS = ("row", "what", "figure", "spread", "ship", "aim", "verdict")


@dataclass
class Row:
    id: str  # the target of docs/benchmarks.md, or a name of its own
    what: str
    figure: float | None = None
    low: float | None = None
    high: float | None = None
    rounds: int = 0
    discarded: int = 0
    unit: str = ""
    key: str | None = None  # of its target
    note: str = ""

    @classmethod
    def of(cls, id, what, spread, discarded=0, **more):
        if spread is None:
            more["note"] = f"{MISSING}: noise left no round"
            return cls(id, what, discarded=discarded, **more)
        return cls(
            id, what, spread.median, spread.low, spread.high, spread.count, discarded, **more
        )

    @classmethod
    def exact(cls, id, what, figure, **more):
        """A count of bytes or a ratio of counts: the same every time."""
        return cls.of(id, what, Spread(figure, figure, figure, 1), **more)

    @classmethod
    def missing(cls, id, what, why, key=None):
        return cls(id, what, key=key, note=f"{MISSING}: {why}")

    def verdict(self):
        target = TARGETS.get(self.key)
        if self.figure is None:
            return self.note
        said = [target.verdict(self.figure)] if target else []
        if self.discarded:
            said.append(f"{self.discarded} rounds thrown away")
        if self.note:
            said.append(self.note)
        return "; ".join(said)

    def cells(self):
        target = TARGETS.get(self.key)
        figure = spread = ""
        if self.figure is not None:
            figure = (shown(self.figure) + " " + self.unit).strip()
            if self.rounds > 1:
                spread = f"{shown(self.low)}..{shown(self.high)} ({self.rounds})"
        ship, aim = (target.shown(target.ship), target.shown(target.aim)) if target else ("", "")
        return (self.id, self.what, figure, spread, ship, aim, self.verdict())

    def document(self):
        target = TARGETS.get(self.key)
        return asdict(self) | {
            "ship": target.ship if target else None,
            "aim": target.aim if target else None,
            "verdict": self.verdict(),
        }


def markdown(rows):
    """The same table as docs/benchmarks.md has it."""
    lines = [HEADINGS, ["---"] * len(HEADINGS), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def shown(value):
    """Four digits that count; no exponent."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}".replace(",", " ")
    digits = 3 if abs(value) < 10 else 2 if abs(value) < 100 else 0
    return f"{value:,.{digits}f}".replace(",", " ")


def table(rows):
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
        for line in lines
    )
