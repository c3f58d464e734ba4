"""The tests that the binding documents name exist; the JSON under store/ parses."""

import json
import re
import sys
from pathlib import Path

from swift_source import swift_files

DOCUMENTS = ["docs/design.md", "docs/semantics.md", "docs/policies.md"]
# `SuiteName/testName`, with or without the brackets of the function.
NAMED_TEST = re.compile(r"`([A-Z]\w*)/([a-z]\w*)(?:\([\w:]*\))?`")
TOP_LEVEL = {"Sources", "Tests"}


def read_tests(root):
    """Suite -> the functions of the files that declare or extend it."""
    suites = {}
    for path in swift_files(root, ["Tests"]):
        text = path.read_text()
        functions = set(re.findall(r"\bfunc\s+(\w+)", text))
        for suite in re.findall(r"\b(?:struct|class|actor|enum|extension)\s+(\w+)", text):
            suites.setdefault(suite, set()).update(functions)
    return suites


def check_named_tests(root):
    suites = read_tests(root)
    for name in DOCUMENTS:
        path = root / name
        if not path.is_file():
            yield f"{name}:1: the document is missing"
            continue
        named = 0
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for suite, test in NAMED_TEST.findall(line):
                if suite in TOP_LEVEL:
                    continue
                named += 1
                if suite not in suites:
                    yield f"{name}:{number}: no suite {suite} in Tests"
                elif test not in suites[suite]:
                    yield f"{name}:{number}: {suite} has no test {test}"
        if not named:
            yield f"{name}:1: names no test"


def refuse_duplicates(pairs):
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"the key {key} stands twice")
    return dict(pairs)


def check_json(root):
    for path in sorted((root / "store").rglob("*.json")):
        name = path.relative_to(root)
        try:
            json.loads(path.read_bytes(), object_pairs_hook=refuse_duplicates)
        except ValueError as error:
            yield f"{name}:{getattr(error, 'lineno', 1)}: {error}"


def check(root):
    yield from check_named_tests(root)
    yield from check_json(root)


if __name__ == "__main__":
    failures = list(check(Path.cwd()))
    print("\n".join(failures), end="\n" if failures else "")
    sys.exit(1 if failures else 0)
