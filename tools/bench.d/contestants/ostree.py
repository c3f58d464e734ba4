"""ostree, bare: whole files by SHA-256, not compressed, an fsync for each."""

from contestants.contestant import Contestant
from sampling import Command, run


class OSTree(Contestant):
    name = program = "ostree"

    @classmethod
    def version(cls):
        # The first line only says libostree.
        done = run(Command([cls.program, *cls.version_argv]))
        return "ostree " + done.output.split("Version:")[1].split()[0].strip("'")

    def ostree(self, *argv):
        return self.command(f"--repo={self.repository}", *argv)

    def setup(self):
        return [self.ostree("init", "--mode=bare-user")]

    def push(self, tree, version):
        return self.ostree("commit", f"--branch={version}", f"--tree=dir={tree}", "--subject=bench")

    def restore(self, version, tree, target):
        return self.ostree("checkout", "--user-mode", version, target / "tree")

    def restored(self, tree, target):
        return target / "tree"

    def command(self, option, *argv, **more):
        # The global option stands after the verb.
        verb, *rest = argv
        return super().command(verb, option, *rest, **more)
