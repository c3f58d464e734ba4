"""casync: CDC and zstd, a file for each chunk."""

from contestants.contestant import Contestant


class Casync(Contestant):
    name = program = "casync"

    def casync(self, verb, *argv):
        return self.command(verb, f"--store={self.repository}", *argv)

    def setup(self):
        self.repository.mkdir()
        return []

    def push(self, tree, version):
        return self.casync("make", self.index(version), tree)

    def index(self, version):
        return self.place / f"{version}.caidx"

    def restore(self, version, tree, target):
        return self.casync("extract", self.index(version), target / "tree")

    def restored(self, tree, target):
        return target / "tree"
