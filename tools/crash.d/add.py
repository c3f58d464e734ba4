"""Adds a part of tools/crash to RELIABILITY.json and prints what has been reached.

add.py FILE COUNTS COMMIT PART SEED FINISHED FAILURES SECONDS

COUNTS has a line for each report of a test: what was counted, a tab, how many. FINISHED is 1, or 0 if
the part was ended before it was through. Two parts may be added at the same time. What a part with
failures counted is in its run, and not in the totals; so is what worker-kills counted before its
readers had said what they saw.
"""

import fcntl
import json
import os
import sys
from collections import Counter
from pathlib import Path

# What the campaign is to reach over all runs, and what is counted towards it.
REQUIRED = {
    "crash points": (20_000, ["crash points", "nested kills"]),
    "injected errors": (15_000, ["injected errors"]),
    "power-cut states": (
        100_000,
        ["power-cut states", "nested power cuts", "replayed power-cut states"],
    ),
    "root bits": ("all, in each finished run", ["root bits"]),
    "bit flips": (100_000, ["bit flips"]),
    "concurrent operations": (1_000_000, ["concurrent operations"]),
    "kills among them": (5_000, ["kills among them"]),
    "worker kills under readers": (10_000, ["worker kills under readers"]),
    "sabotage switches caught": (64, ["sabotage switches caught"]),
}


def counted(path):
    total = Counter()
    for line in Path(path).read_text().splitlines():
        what, count = line.split("\t")
        total[what] += int(count)
    return dict(sorted(total.items()))


def proves(run):
    return run["failures"] == 0 and (run["finished"] or run["part"] != "worker-kills")


def document(runs):
    total = Counter()
    for run in filter(proves, runs):
        total.update(run["counts"])
    # The same ones in each run: they do not add up.
    caught = "sabotage switches caught"
    total[caught] = max((run["counts"].get(caught, 0) for run in filter(proves, runs)), default=0)
    reached = {
        row: {"reached": sum(total[name] for name in names), "required": required}
        for row, (required, names) in REQUIRED.items()
    }
    return {"long column": reached, "counts": dict(sorted(total.items())), "runs": runs}


def main():
    file, counts, commit, part, *numbers = sys.argv[1:]
    seed, finished, failures, seconds = map(int, numbers)
    path = Path(file)
    with open(Path(__file__), encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        runs = json.loads(path.read_text())["runs"] if path.exists() else []
        runs.append(
            {
                "commit": commit,
                "part": part,
                "seed": seed,
                "finished": finished == 1,
                "failures": failures,
                "seconds": seconds,
                "counts": counted(counts),
            }
        )
        whole = document(runs)
        fresh = path.with_suffix(".json.new")
        fresh.write_text(json.dumps(whole, indent=2) + "\n")
        os.replace(fresh, path)
    for row, numbers in whole["long column"].items():
        print(f"{row}: {numbers['reached']} of {numbers['required']}")


if __name__ == "__main__":
    main()
