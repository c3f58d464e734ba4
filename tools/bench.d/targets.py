"""The targets of docs/benchmarks.md: what must be reached to ship, and what is aimed at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    ship: float
    aim: float | None
    more_is_better: bool = True

    def is_met(self, figure, bound):
        return figure >= bound if self.more_is_better else figure <= bound

    def shown(self, bound):
        if bound is None:
            return ""
        return ("≥ " if self.more_is_better else "≤ ") + f"{bound:g}"

    def verdict(self, figure):
        if not self.is_met(figure, self.ship):
            return f"short of ship by {self.distance(figure, self.ship)}"
        if self.aim is None:
            return "met"
        if not self.is_met(figure, self.aim):
            return f"ship met, aim missed by {self.distance(figure, self.aim)}"
        return "aim met"

    @staticmethod
    def distance(figure, bound):
        return f"{abs(figure - bound) / bound * 100:.0f} %"


def at_most(ship, aim=None):
    return Target(ship, aim, more_is_better=False)


TARGETS = {
    "P1 restic": Target(3.5, 5.3),
    "P1 borg": Target(2.3, 3.6),
    "P1 ostree": Target(2.3, 3.6),
    "P1 dvc": Target(2, 3),
    "P1 hf-xet": Target(3, 4.7),
    "P2 stat": Target(20, 100),
    "P2 rehash": Target(1.1, 1.7),
    "P3 bound": at_most(1.03, 1.01),
    "P3 zstd -19": at_most(0.9, 0.86),
    "P3 bf16": Target(1.49, None),
    "P3 fp32": Target(1.19, None),
    "P3 random": at_most(0.1),
    "P4 hf-xet": at_most(0.83, 0.65),
    "P4 header": at_most(1.0),
    "P4 inserted": at_most(1.0),
    "G1 verify": Target(0.8, 0.95),
    "G1 mark": Target(2, 20),
    "R1 native": Target(0.95, 1.0),
    "R2 native": Target(0.9, 0.98),
    "R2 kernel EROFS": Target(4, 4.5),
    "R2 squashfuse": Target(10, 15),
    "X1 push": at_most(256, 128),
}
