"""hf-xet with a local endpoint: 64 KiB CDC, LZ4; through the client in clients/xet.py."""

import sys
from pathlib import Path

from contestants.contestant import Contestant
from machine import package

CLIENT = Path(__file__).resolve().parent.parent / "clients" / "xet.py"


class Xet(Contestant):
    name = "hf-xet"
    rebuildable = ("xet/shard-cache", "xet/shard-session", "xet/xorbs/global_dedup_lookup.redb")
    program = sys.executable

    @classmethod
    def missing(cls):
        return None if cls.version() else "hf-xet is not installed"

    @classmethod
    def version(cls):
        return package("hf-xet")

    def client(self, verb, directory, version):
        index = self.place / f"{version}.json"
        return self.command(
            CLIENT,
            verb,
            self.repository,
            index,
            directory,
            HF_HOME=self.place / "huggingface",
            HF_XET_CACHE=self.place / "cache",
        )

    def setup(self):
        self.repository.mkdir()
        return []

    def push(self, tree, version):
        return self.client("push", tree, version)

    def restore(self, version, tree, target):
        return self.client("restore", target, version)
