"""Words that have no place: in code, in names of files and types, in any text of the project."""

import re
import sys
from pathlib import Path

from swift_source import SKIPPED, SwiftFile, swift_files

# Never, anywhere in Sources and Tests. The pattern sees code without comments and literals.
NEVER = [
    (re.compile(r"@testable\b"), "@testable: release tests cannot use it; make it package"),
    (re.compile(r"\btry!"), "try!: throw, or catch"),
    (re.compile(r"\bas!"), "as!: use as? and say what happens otherwise"),
    (re.compile(r"\bimport\s+XCTest\b"), "XCTest: tests use Swift Testing"),
]
# Only with its proof: a comment on the line above or at the end of the line.
PROVEN = [
    (re.compile(r"\btry\?"), "try?"),
    (re.compile(r"@unchecked\s+Sendable\b"), "@unchecked Sendable"),
    (re.compile(r"\b(?:nonisolated|unowned)\(unsafe\)"), "(unsafe)"),
    (re.compile(r"\bunsafe(?:BitCast|Downcast)\b"), "an unsafe cast"),
    (re.compile(r"""[\w)\]}"`]!(?!=)"""), "a forced unwrap"),
]
# What makes or moves a name on disk (invariant 3 of docs/design.md): one routine's business.
DURABLE = re.compile(
    r"(?<![.\w])(?:\w+_)?(?:rename(?:at2?)?|linkat|symlinkat)\b(?!:)|"
    r"\b\w*(?:O_CREAT|O_TMPFILE|RENAME_NOREPLACE|RENAME_EXCHANGE)\b|"
    r"\.exclusiveCreate\b|[\[,]\s*\.create\s*[\],]"
)
# SeamRecorder opens the trace file of a test, which is outside the store.
DURABLE_PLACES = re.compile(
    r"Sources/(?:FileIO/(?:Durable\w*|SeamRecorder)\.swift|CLinux/.*)|Tests/.*"
)
# Other calls on files belong to FileIO, where the seam counts them.
FILE_CALL = re.compile(
    r"(?<![.\w])(?:openat2?|unlinkat|mkdirat|fstatat|pread|pwrite|fdatasync|fsync|ftruncate)\s*\("
)
VAGUE = r"(?:Managers?|Helpers?|Util(?:s|ity|ities)?|Common|Extras?|Misc|Base)(?![a-z])"
VAGUE_FILE = re.compile(VAGUE)
VAGUE_TYPE = re.compile(r"\b(?:class|struct|enum|actor|protocol)\s+(\w*" + VAGUE + r"\w*)")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME)\b")
# Places on one person's machine. Character classes keep this file from finding itself.
MACHINE_PATH = re.compile(r"/(?:wor[k]/(?:main|shared)|tm[p]/(?:w-|brief)|roo[t]/|hom[e]/\w|User[s]/)")
TEXT = {"", ".swift", ".h", ".modulemap", ".md", ".json", ".py", ".sh", ".txt", ".yml", ".yaml"}


def in_code(name, source):
    for number, line in enumerate(source.code_lines, 1):
        for pattern, reason in NEVER:
            if pattern.search(line):
                yield f"{name}:{number}: {reason}"
        for pattern, what in PROVEN:
            if pattern.search(line) and not proven(source, number, pattern):
                yield f"{name}:{number}: {what} without its proof in a comment on the line above"
        if found := VAGUE_TYPE.search(line):
            yield f"{name}:{number}: {found[1]} is named for nothing it does"
        # An enum's case only names the call.
        if (found := DURABLE.search(line)) and not line.lstrip().startswith("case "):
            if not DURABLE_PLACES.fullmatch(str(name)):
                yield f"{name}:{number}: {found[0].strip()} outside Sources/FileIO/Durable*.swift"
        if name.parts[0] == "Sources" and name.parts[1] != "FileIO":
            if found := FILE_CALL.search(line):
                yield f"{name}:{number}: {found[0]}…) outside FileIO"


def proven(source, number, pattern):
    """One comment may stand over a run of lines that need the same proof."""
    if source.has_comment(number):
        return True
    while number > 1 and not source.is_only_comment(number - 1):
        number -= 1
        if not pattern.search(source.code_lines[number - 1]):
            return False
        if source.has_comment(number):
            return True
    return number > 1


def in_text(name, text):
    in_swift = name.parts[0] in ("Sources", "Tests") or str(name) == "Package.swift"
    for number, line in enumerate(text.splitlines(), 1):
        if in_swift and (found := UNFINISHED.search(line)):
            yield f"{name}:{number}: {found[0]}: finish it, or write an issue"
        if found := MACHINE_PATH.search(line):
            yield f"{name}:{number}: {found[0]} is a place on one machine"


def text_files(root):
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if SKIPPED.isdisjoint(parts) and path.suffix in TEXT and path.is_file():
            yield path


def check(root):
    for path in swift_files(root, ["Sources", "Tests"]):
        name = path.relative_to(root)
        if VAGUE_FILE.search(path.stem):
            yield f"{name}:1: the file is named for nothing it does"
        yield from in_code(name, SwiftFile(path))
    for path in text_files(root):
        yield from in_text(path.relative_to(root), path.read_text(errors="replace"))


if __name__ == "__main__":
    failures = list(check(Path.cwd()))
    print("\n".join(failures), end="\n" if failures else "")
    sys.exit(1 if failures else 0)
