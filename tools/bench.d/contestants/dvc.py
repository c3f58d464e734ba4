"""dvc: whole files by MD5, copied into a cache. `dvc add` works on files in its own workspace."""

import shutil
import sys
from pathlib import Path

from contestants.contestant import Contestant


class DVC(Contestant):
    name = "dvc"
    # Beside the interpreter of the benchmarks' own environment.
    program = str(Path(sys.executable).parent / "dvc")

    def dvc(self, *argv):
        return self.command(
            *argv,
            cwd=self.place,
            DVC_NO_ANALYTICS="1",
            DVC_SITE_CACHE_DIR=self.place / "site",
            DVC_GLOBAL_CONFIG_DIR=self.place / "global",
            DVC_SYSTEM_CONFIG_DIR=self.place / "system",
        )

    def setup(self):
        return [
            self.dvc("init", "--no-scm", "--quiet"),
            self.dvc("config", "core.check_update", "false"),
        ]

    def prepare(self, tree):
        shutil.rmtree(self.place / "data", ignore_errors=True)
        shutil.copytree(tree, self.place / "data")

    def push(self, tree, version):
        return self.dvc("add", "--quiet", "data")

    def restore(self, version, tree, target):
        shutil.rmtree(self.place / "data")
        return self.dvc("checkout", "--quiet")

    def restored(self, tree, target):
        return self.place / "data"

    def stored(self):
        return self.place / ".dvc" / "cache"
