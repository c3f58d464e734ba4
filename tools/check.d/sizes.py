"""Files of at most 400 lines, functions of at most 50; in Sources, medians of 120 and 8."""

import re
import statistics
import sys
from pathlib import Path

from swift_source import SwiftFile, swift_files

FILE_MOST, FILE_MEDIAN = 400, 120
FUNCTION_MOST, FUNCTION_MEDIAN = 50, 8
DECLARATION = re.compile(
    r"(?<![.\w`])(?:func\s+(`[^`]+`|[^\s(<]+)|(init)[?!]?\s*(?=[(<])|(deinit)\b|(subscript)\s*(?=[(<]))"
)
# At bracket depth 0 these begin the next declaration: the one before it has no body (a protocol's).
NEXT = re.compile(r"\b(?:func|var|let|init|subscript|associatedtype|case|typealias|static|mutating)\b")


def functions(source):
    """(name, first line, lines from the name to the closing brace) of each function with a body."""
    for found in DECLARATION.finditer(source.code):
        brace = body_start(source.code, found.end())
        if brace is not None:
            first = source.line_of(found.start())
            last = source.line_of(matching_brace(source.code, brace))
            yield next(filter(None, found.groups())), first, last - first + 1


def body_start(code, at):
    depth = 0
    while at < len(code):
        here = code[at]
        if here in "([":
            depth += 1
        elif here in ")]":
            depth -= 1
        elif depth == 0 and here == "{":
            return at
        elif depth == 0 and (here == "}" or NEXT.match(code, at)):
            return None
        at += 1
    return None


def matching_brace(code, at):
    depth = 0
    for index in range(at, len(code)):
        depth += {"{": 1, "}": -1}.get(code[index], 0)
        if depth == 0:
            return index
    return len(code)


def check(root):
    file_lengths, function_lengths = [], []
    for path in swift_files(root, ["Sources", "Tests"]):
        name, source = path.relative_to(root), SwiftFile(path)
        in_sources = name.parts[0] == "Sources"
        if in_sources:
            file_lengths.append(len(source.lines))
        if len(source.lines) > FILE_MOST:
            yield f"{name}:{FILE_MOST + 1}: {len(source.lines)} lines; at most {FILE_MOST}"
        for function, first, length in functions(source):
            if in_sources:
                function_lengths.append(length)
            if length > FUNCTION_MOST:
                yield f"{name}:{first}: {function} has {length} lines; at most {FUNCTION_MOST}"
    yield from check_median("file", file_lengths, FILE_MEDIAN)
    yield from check_median("function", function_lengths, FUNCTION_MEDIAN)


def check_median(what, lengths, most):
    median = statistics.median_low(lengths or [0])
    if median > most:
        yield f"Sources:1: the median {what} has {median} lines; at most {most}"


if __name__ == "__main__":
    failures = list(check(Path.cwd()))
    print("\n".join(failures), end="\n" if failures else "")
    sys.exit(1 if failures else 0)
