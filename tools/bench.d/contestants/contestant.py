"""What is compared: a store of versions of a directory, run from the command line."""

import hashlib
import os
import shutil
from pathlib import Path

from machine import first_line
from sampling import Command


class Contestant:
    """One store. `place` is its own directory: repository, caches, configuration."""

    name = ""
    program = ""
    version_argv = ("--version",)
    # Below `stored()`: caches and indexes that it can make again. Others keep theirs elsewhere.
    rebuildable = ()

    def __init__(self, place):
        self.place = Path(place)
        self.repository = self.place / "repository"

    @classmethod
    def missing(cls):
        """Why it cannot be run here; None if it can."""
        return None if shutil.which(cls.program) else f"{cls.program} is not installed"

    @classmethod
    def version(cls):
        return first_line([cls.program, *cls.version_argv])

    def command(self, *argv, cwd=None, **env):
        return Command([self.program, *argv], cwd, {"HOME": self.place} | env)

    def setup(self):
        """Commands that make an empty repository. Untimed."""
        raise NotImplementedError

    def prepare(self, tree):
        """What has to lie ready before a push that a user would have lying ready. Untimed."""

    def push(self, tree, version):
        raise NotImplementedError

    def restore(self, version, tree, target):
        """A command that writes a version to the empty directory `target`. Untimed."""
        raise NotImplementedError

    def restored(self, tree, target):
        """Where below `target` the files of `tree` lie."""
        return target

    def stored(self):
        """The directory whose bytes count as stored."""
        return self.repository

    def stored_bytes(self):
        top = self.stored()
        return file_bytes(top, without={top / name for name in self.rebuildable})


def file_bytes(directory, without=frozenset()):
    """The sum of the lengths of all files, hard links counted once."""
    seen, total = set(), 0
    for path in files(directory):
        if not without.isdisjoint((path, *path.parents)):
            continue
        status = path.lstat()
        if (status.st_dev, status.st_ino) not in seen:
            seen.add((status.st_dev, status.st_ino))
            total += status.st_size
    return total


def files(directory):
    for parent, _, names in os.walk(directory):
        for name in sorted(names):
            path = Path(parent) / name
            if path.is_file() and not path.is_symlink():
                yield path


def digests(directory):
    """Relative path -> SHA-256 of its bytes. Links are followed: they are how some deliver."""
    out = {}
    for parent, folders, names in os.walk(directory):
        folders.sort()
        for name in sorted(names):
            path = Path(parent) / name
            with open(path, "rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            out[str(path.relative_to(directory))] = digest
    return out
