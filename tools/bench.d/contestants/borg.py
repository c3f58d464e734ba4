"""borg without encryption, with zstd at its default level."""

from contestants.contestant import Contestant


class Borg(Contestant):
    name = program = "borg"

    def borg(self, *argv, cwd=None):
        return self.command(
            *argv,
            cwd=cwd,
            BORG_BASE_DIR=self.place,
            BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK="yes",
            BORG_RELOCATED_REPO_ACCESS_IS_OK="yes",
        )

    def setup(self):
        return [self.borg("init", "--encryption", "none", self.repository)]

    def push(self, tree, version):
        archive = f"{self.repository}::{version}"
        return self.borg("create", "--compression", "zstd", archive, ".", cwd=tree)

    def restore(self, version, tree, target):
        return self.borg("extract", f"{self.repository}::{version}", cwd=target)
