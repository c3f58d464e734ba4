"""Imports keep to the rings: the sources to imports.table, the table to Package.swift."""

import json
import re
import subprocess
import sys
from pathlib import Path

from swift_source import SwiftFile, swift_files

TABLE = "tools/check.d/imports.table"
TOOLCHAIN = {"Glibc", "Synchronization"}
FOR_TESTS = TOOLCHAIN | {"Testing"}
IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)"
)


class Row:
    def __init__(self, line, ring, names):
        self.line = line
        self.ring = -1 if ring == "door" else int(ring)
        self.beside = {name[1:] for name in names if name.startswith("+")}
        self.allowed = {name.lstrip("+") for name in names}


def read_table(root):
    rows = {}
    for number, text in enumerate((root / TABLE).read_text().splitlines(), 1):
        words = text.split()
        if words and not words[0].startswith("#"):
            rows[words[1]] = Row(number, words[0], words[2:])
    return rows


def check_rings(rows):
    for target, row in rows.items():
        for name in sorted(row.allowed - row.beside):
            if name in rows and rows[name].ring >= row.ring:
                yield f"{TABLE}:{row.line}: {target} may not import {name}: not a ring below it"
        if row.ring < 4 and any(name.startswith("Foundation") for name in row.allowed):
            yield f"{TABLE}:{row.line}: Foundation is not for {target}: it is below ring 4"


def read_manifest(root):
    """Target -> what Package.swift lets it import."""
    command = ["swift", "package", "--package-path", str(root), "dump-package"]
    dump = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if dump.returncode != 0:
        sys.exit("Package.swift:1: " + dump.stderr.strip().replace("\n", " "))
    targets = {}
    for target in json.loads(dump.stdout)["targets"]:
        names = {next(iter(item.values()))[0] for item in target["dependencies"]}
        targets[target["name"]] = (names, target.get("path"))
    return targets


def check_manifest(rows, manifest):
    ours = {name: names for name, (names, _) in manifest.items() if not is_test(name)}
    for name in sorted(ours.keys() - rows.keys()):
        yield f"{TABLE}:1: no row for the target {name}"
    for name in sorted(rows.keys() - ours.keys()):
        yield f"{TABLE}:{rows[name].line}: Package.swift has no target {name}"
    for name in sorted(ours.keys() & rows.keys()):
        expected = rows[name].allowed - TOOLCHAIN
        if ours[name] != expected:
            difference = " ".join(sorted(ours[name] ^ expected))
            yield f"Package.swift:1: {name}: dependencies and {TABLE} differ in: {difference}"


def is_test(target):
    return target.endswith("Tests") or target == "TestSupport"


def check_sources(root, rows, manifest):
    for path in swift_files(root, ["Sources", "Tests"]):
        area, target = path.relative_to(root).parts[:2]
        if area == "Sources" and target in rows:
            allowed = rows[target].allowed
        else:
            allowed = manifest.get(target, (set(), None))[0] | FOR_TESTS
        for number, line in enumerate(SwiftFile(path).code_lines, 1):
            found = IMPORT.match(line)
            if found and found[1] not in allowed:
                place = f"{path.relative_to(root)}:{number}"
                yield f"{place}: {target} may not import {found[1]} (see {TABLE})"


def check(root):
    rows, manifest = read_table(root), read_manifest(root)
    yield from check_rings(rows)
    yield from check_manifest(rows, manifest)
    yield from check_sources(root, rows, manifest)


if __name__ == "__main__":
    failures = list(check(Path.cwd()))
    print("\n".join(failures), end="\n" if failures else "")
    sys.exit(1 if failures else 0)
