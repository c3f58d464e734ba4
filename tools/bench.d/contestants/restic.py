"""restic: CDC, zstd, encryption that cannot be turned off."""

from contestants.contestant import Contestant


class Restic(Contestant):
    name = program = "restic"
    version_argv = ("version",)

    def restic(self, *argv, cwd=None):
        return self.command(
            *argv,
            cwd=cwd,
            RESTIC_REPOSITORY=self.repository,
            RESTIC_PASSWORD="bench",
            RESTIC_CACHE_DIR=self.place / "cache",
        )

    def setup(self):
        return [self.restic("init", "--repository-version", "2")]

    def push(self, tree, version):
        # --ignore-ctime is not given: restic, too, trusts an unchanged stat.
        return self.restic("backup", "--quiet", "--tag", version, ".", cwd=tree)

    def restore(self, version, tree, target):
        return self.restic("restore", "latest", "--tag", version, "--target", target)

    def restored(self, tree, target):
        # An absolute path is kept below the target, `.` is not.
        below = target / str(tree).lstrip("/")
        return below if below.is_dir() else target
