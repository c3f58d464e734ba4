"""The store of this repository."""

import json

from contestants.contestant import Contestant
from machine import first_line
from sampling import Command, run


class Ours(Contestant):
    name = "store"
    rebuildable = ("cache",)

    @classmethod
    def using(cls, program):
        """The class for one binary."""
        return type("Ours", (cls,), {"program": str(program)})

    @classmethod
    def missing(cls):
        return None

    @classmethod
    def version(cls):
        return first_line([cls.program, "--version"]) or "prints no version"

    @classmethod
    def has(cls, verb, option=None):
        """Whether this build knows a verb, or an option of it."""
        overview = Command([cls.program, "--help"])
        words = first_words(overview)
        if verb not in words or option is None:
            return verb in words
        return option in first_words(Command([cls.program, verb, "--help"]))

    def store(self, verb, *argv):
        return self.command(verb, *argv, "--store", self.repository, "--progress", "none")

    def setup(self):
        return [self.command("init", self.repository)]

    def push(self, tree, version, *options):
        return self.store(
            "push", tree, "--model", "bench", "--version", version, "--json", *options
        )

    def restore(self, version, tree, target):
        # `get` makes its target itself.
        return self.store("get", version, target / "tree")

    def restored(self, tree, target):
        return target / "tree"

    @staticmethod
    def document(sample):
        return json.loads(sample.output)


def first_words(command):
    """The first words of each line that a command prints: the verbs or options of a help page."""
    words = set()
    for line in run(command).output.splitlines():
        words |= {word.rstrip(",") for word in line.split()[:3]}
    return words
