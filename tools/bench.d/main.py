"""Command line: which benchmarks, on how much data, with which binary."""

import argparse
import datetime
import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

# Run as a script: its own directory is on the path.
import binary
import machine
from bench import HERE, Bench, WrongBytes
from contestants.ours import Ours
from report import Row, markdown, table
from rows import BENCHMARKS
from sampling import RunFailed

MIB = 1 << 20
ROOT = HERE.parent.parent


def arguments():
    parser = argparse.ArgumentParser(
        prog="tools/bench",
        description="Benchmarks by the protocol of docs/benchmarks.md.",
        epilog="Benchmarks: " + ", ".join(BENCHMARKS) + ". All of them if none is named.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="a benchmark")
    parser.add_argument("--quick", action="store_true", help="little data, for a first look")
    parser.add_argument("--size", type=int, metavar="MIB", help="of a data set (256; quick: 32)")
    parser.add_argument("--rounds", type=int, default=5, help="that count, for each figure (5)")
    parser.add_argument("--seed", type=int, default=1, help="of the data (1)")
    parser.add_argument("--store", metavar="PATH", help="this binary, instead of building one")
    parser.add_argument("--json", metavar="PATH", help="write everything that was measured here")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--scratch", metavar="DIR", help="where data lie (.build/bench)")
    options = parser.parse_args()
    for name in options.names:
        if name not in BENCHMARKS:
            parser.error(f"no benchmark is called {name}; there are {', '.join(BENCHMARKS)}")
    if options.rounds < 1 or (options.size is not None and options.size < 1) or options.seed < 0:
        parser.error("--size and --rounds must be 1 or more, --seed 0 or more")
    return sized(options)


def sized(options):
    """One size gives the others: at 256 MiB edits of 1 GiB, a file of 3 GiB, 20 000 small files."""
    options.size = (options.size or (32 if options.quick else 256)) * MIB
    options.edit_size = 4 * options.size
    options.big_size = 12 * options.size
    options.small_files = options.size * 20000 // (256 * MIB)
    return options


def measure(bench, names):
    """Yields the rows of each benchmark when it has them."""
    for name in names:
        bench.log(name)
        try:
            yield list(BENCHMARKS[name].rows(bench))
        except (RunFailed, WrongBytes) as error:
            yield [Row.missing(BENCHMARKS[name].ID, name, f"void: {error}")]


def document(bench, rows, facts):
    options = bench.options
    kinds = (bench.ours, *bench.peers.values())
    return {
        "schema": "bench/1",
        "created": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": machine.commit(ROOT),
        "machine": facts | {"load_after": os.getloadavg()[0]},
        "versions": {kind.name: kind.version() for kind in kinds}
        | {"openssl": machine.first_line(["openssl", "version"])}
        | {"zstd": machine.first_line(["zstd", "--version"]), "zipnn": machine.package("zipnn")},
        "missing": bench.missing,
        "options": {
            name: getattr(options, name)
            for name in ("quick", "size", "edit_size", "big_size", "small_files", "rounds", "seed")
        },
        "data": bench.data_facts,
        "commands": bench.commands,
        "rows": [row.document() for row in rows],
        "samples": bench.samples,
    }


def main():
    options = arguments()
    # Ended from outside, it still removes its data.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        program = binary.find(options.store, ROOT)
    except binary.BuildFailed as error:
        sys.exit(f"bench: {error}")
    parent = Path(options.scratch) if options.scratch else ROOT / ".build" / "bench"
    parent.mkdir(parents=True, exist_ok=True)
    # The process that measures reads no configuration of the person who runs it.
    scratch = tempfile.mkdtemp(prefix="scratch-", dir=parent.resolve())
    try:
        bench = Bench(options, scratch, Ours.using(program))
        facts = machine.facts(scratch)
        bench.find_peers()
        rows = []
        for more in measure(bench, options.names or BENCHMARKS):
            rows += more
            # Written each time: an hour of measuring must not end with nothing.
            report = document(bench, rows, facts)
            save(report, options.json)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(heading(report))
    print(markdown(rows) if options.markdown else table(rows))


def save(report, path):
    if path:
        Path(path).write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")


def heading(report):
    facts = report["machine"]
    return (
        f"{report['commit']}, {facts['cpu']}, {facts['cores']} cores, Linux {facts['kernel']}, "
        f"{facts['file_system']}, load {facts['load_before']:.1f} to {facts['load_after']:.1f}"
    )


if __name__ == "__main__":
    main()
