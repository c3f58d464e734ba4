"""Directories of model files as mounts: ours, and images that the kernel or squashfuse shows."""

import json
import os
import shutil
import time

from sampling import Command, RunFailed, run

PATIENCE = 60


def missing(*programs):
    """Why mounts cannot be made here; None if they can."""
    if os.geteuid() != 0:
        return "mounting takes root"
    for program in programs:
        if not shutil.which(program):
            return f"{program} is not installed"
    return None


class Mounted:
    """A mount of one tree; `files` is where its files are. To be used in a `with`."""

    name = ""
    programs = ()

    def __init__(self, bench, tree):
        self.bench = bench
        self.tree = tree
        self.place = bench.scratch / f"mount-{self.name.replace(' ', '-')}"
        self.image = self.place / "image"
        self.mount = self.place / "mount"
        self.files = self.mount
        self.facts = ""

    def __enter__(self):
        self.mount.mkdir(parents=True)
        try:
            self.begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            run(Command(["umount", "--lazy", self.mount]))
        except RunFailed:
            pass  # it never came to that
        shutil.rmtree(self.place, ignore_errors=True)

    def begin(self):
        raise NotImplementedError


class Erofs(Mounted):
    name = "kernel EROFS"
    programs = ("mkfs.erofs",)

    def begin(self):
        run(Command(["mkfs.erofs", self.image, self.tree]))
        run(Command(["mount", "-t", "erofs", "-o", "loop,ro", self.image, self.mount]))


class Squashed(Mounted):
    programs = ("mksquashfs",)

    def squash(self):
        run(Command(["mksquashfs", self.tree, self.image, "-comp", "zstd", "-quiet", "-no-progress"]))


class Squashfs(Squashed):
    name = "kernel squashfs"

    def begin(self):
        self.squash()
        run(Command(["mount", "-t", "squashfs", "-o", "loop,ro", self.image, self.mount]))


class Squashfuse(Squashed):
    name = "squashfuse"
    programs = ("mksquashfs", "squashfuse")

    def begin(self):
        self.squash()
        run(Command(["squashfuse", self.image, self.mount]))


class Hydrated(Mounted):
    name = "store"
    options = ()

    def begin(self):
        self.store = self.bench.fresh(self.bench.ours)
        self.bench.first_push(self.store, self.tree, "v1")
        run(self.store.store("promote", "v1", "-m", "bench"))
        run(self.store.store("mount", self.mount, "--hydrate", "promote", *self.options))
        self.files = self.mount / "active"
        wanted = sum(size for size in map(os.path.getsize, large(self.tree)))
        end = time.monotonic() + PATIENCE
        while True:
            facts = json.loads(run(self.store.store("status", "--json")).output)["mounts"][0]
            if facts["bytes_hydrated"] >= wanted:
                break
            if time.monotonic() > end:
                raise RunFailed(f"only {facts['bytes_hydrated']} bytes are hydrated")
            time.sleep(0.1)
        self.facts = f"passthrough {facts['passthrough']}"

    def __exit__(self, *_):
        super().__exit__()
        self.bench.remove(self.store)


class Streamed(Hydrated):
    name = "store without passthrough"
    options = ("--passthrough", "never")


def large(tree):
    """The files that get plain copies."""
    paths = (path for path in sorted(tree.rglob("*")) if path.is_file())
    return [path for path in paths if path.stat().st_size > 1 << 20]


MOUNTS = (Hydrated, Streamed, Erofs, Squashfs, Squashfuse)
