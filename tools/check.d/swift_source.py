"""A Swift file with its comments and string literals blanked out, line for line."""

import re

SKIPPED = {".build", ".git"}


def swift_files(root, areas):
    for area in areas:
        yield from sorted((root / area).rglob("*.swift"))


class SwiftFile:
    """`code` has the shape of `text`; interpolations stay code, the rest of a literal is blank."""

    def __init__(self, path):
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.splitlines()
        self._code = list(self.text)
        self._commented = set()
        self._scan(0, closing=None)
        self.code = "".join(self._code)
        self.code_lines = self.code.splitlines()

    def line_of(self, offset):
        return self.code.count("\n", 0, offset) + 1

    def has_comment(self, line):
        return line in self._commented

    def is_only_comment(self, line):
        return self.has_comment(line) and not self.code_lines[line - 1].strip()

    def _blank(self, begin, end):
        for index in range(begin, end):
            if self._code[index] != "\n":
                self._code[index] = " "

    def _scan(self, at, closing):
        """Goes over code from `at` to the bracket that closes an interpolation, or to the end."""
        depth = 0
        while at < len(self.text):
            here = self.text[at]
            if self.text.startswith(("//", "/*"), at):
                at = self._comment(at)
            elif literal := re.compile(r'(#*)("""|")').match(self.text, at):
                at = self._string(literal)
            elif closing and here == "(":
                depth, at = depth + 1, at + 1
            elif closing and here == ")":
                if depth == 0:
                    return at
                depth, at = depth - 1, at + 1
            else:
                at += 1
        return at

    def _comment(self, begin):
        if self.text.startswith("//", begin):
            end = self.text.find("\n", begin)
            end = len(self.text) if end < 0 else end
        else:
            end = self._block_comment_end(begin)
        first = self.text.count("\n", 0, begin) + 1
        last = first + self.text.count("\n", begin, end)
        self._commented.update(range(first, last + 1))
        self._blank(begin, end)
        return end

    def _block_comment_end(self, begin):
        depth = 0
        for mark in re.compile(r"/\*|\*/").finditer(self.text, begin):
            depth += 1 if mark[0] == "/*" else -1
            if depth == 0:
                return mark.end()
        return len(self.text)

    def _string(self, opening):
        """Blanks a literal between its quotes, which stay."""
        hashes, quotes = opening[1], opening[2]
        at = opening.end()
        while at < len(self.text):
            if self.text.startswith(quotes + hashes, at):
                return at + len(quotes + hashes)
            if self.text.startswith("\\" + hashes + "(", at):
                inside = at + len(hashes) + 2
                self._blank(at, inside)
                at = self._scan(inside, closing=")")
                self._blank(at, at + 1)
                at += 1
            elif self.text.startswith("\\" + hashes, at):
                end = min(at + len(hashes) + 2, len(self.text))
                self._blank(at, end)
                at = end
            else:
                self._blank(at, at + 1)
                at += 1
        return at
