"""The release binary that is measured: one that is given, or one built here once."""

import subprocess
import sys
from pathlib import Path


class BuildFailed(Exception):
    pass


def find(given, root):
    if given:
        path = Path(given).resolve()
        if not path.is_file():
            raise BuildFailed(f"--store {given}: no such file")
        return path
    return build(root)


def build(root):
    """Built again only as far as sources changed: SwiftPM sees to that."""
    scratch = root / ".build" / "bench" / "release"
    argv = ["swift", "build", "-c", "release", "--static-swift-stdlib", "--product", "store"]
    argv += ["--scratch-path", str(scratch)]
    print("bench: " + " ".join(argv[:-2]), file=sys.stderr, flush=True)
    try:
        done = subprocess.run(argv, cwd=root, stdout=sys.stderr, stdin=subprocess.DEVNULL)
    except OSError as error:
        raise BuildFailed(f"swift cannot be run: {error}") from error
    if done.returncode:
        raise BuildFailed("the release build failed; its output is above")
    return scratch / "release" / "store"
