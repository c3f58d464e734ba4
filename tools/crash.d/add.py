"""Adds a run of tools/crash to RELIABILITY.json and prints the totals.

add.py FILE COUNTS COMMIT FIRST_SEED LAST_SEED FAILED_SEEDS FAILED_TOOLS SECONDS

COUNTS has a line for each report of a test: what was counted, a tab, how many.
"""

import json
import os
import sys
from collections import Counter
from pathlib import Path


def counted(path):
    total = Counter()
    for line in Path(path).read_text().splitlines():
        what, count = line.split("\t")
        total[what] += int(count)
    return dict(sorted(total.items()))


def main():
    file, counts, commit, *numbers = sys.argv[1:]
    first, last, failed_seeds, failed_tools, seconds = map(int, numbers)
    path = Path(file)
    runs = json.loads(path.read_text())["runs"] if path.exists() else []
    runs.append(
        {
            "commit": commit,
            "seeds": [first, last],
            "failed_seeds": failed_seeds,
            "failed_tools": failed_tools,
            "seconds": seconds,
            "counts": counted(counts),
        }
    )
    total = Counter()
    for run in runs:
        total.update(run["counts"])
    document = {"counts": dict(sorted(total.items())), "runs": runs}
    fresh = path.with_suffix(".json.new")
    fresh.write_text(json.dumps(document, indent=2) + "\n")
    os.replace(fresh, path)
    print(json.dumps(document["counts"], indent=2))


if __name__ == "__main__":
    main()
