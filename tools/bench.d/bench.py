"""What every benchmark is given: options, data sets, contestants that work here, a place."""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from contestants import PEERS
from contestants.contestant import digests
from sampling import Command, RunFailed, run

HERE = Path(__file__).resolve().parent
TRIAL_BYTES = 1 << 20
# Of a command in the report; what follows is a list of files.
WORDS_SHOWN = 16


class WrongBytes(Exception):
    """A contestant gave back other bytes than it was given: nothing of that run counts."""


class Bench:
    def __init__(self, options, scratch, ours):
        self.options = options
        self.scratch = Path(scratch)
        self.ours = ours
        self.commands = {}  # contestant or tool -> the commands that were timed or measured
        self.data_facts = {}
        self.samples = {}  # benchmark -> every run of every round
        self.missing = {}
        self.peers = {}
        self._places = 0

    def log(self, line):
        print(f"bench: {line}", file=sys.stderr, flush=True)

    # Data

    def data(self, kind, size=None):
        """The directory of a data set, made when it is first asked for."""
        size = self.options.size if size is None else size
        name = f"{kind}-{size}"
        directory = self.scratch / "data" / name
        if name not in self.data_facts:
            self.log(f"making {name}")
            directory.parent.mkdir(exist_ok=True)
            make = [HERE / "data" / "make.py", kind, directory, size, self.options.seed]
            run(Command([sys.executable, *make]))
            self.data_facts[name] = summary(directory)
        return directory

    def plain_bytes(self, directory):
        return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())

    def forget_data(self, kind, size=None):
        """Frees a data set's disk; what was said about it stays."""
        directory = self.data(kind, size)
        shutil.rmtree(directory)
        facts = self.data_facts.pop(directory.name)
        self.data_facts[f"{directory.name} (removed)"] = facts

    # Contestants

    def find_peers(self):
        """A peer counts if it is installed and gives back what a trial push gave it."""
        tree = self.data("bf16", TRIAL_BYTES)
        for name, peer in PEERS.items():
            why = peer.missing()
            if why is None:
                why = self.try_out(peer, tree)
            if why is None:
                self.peers[name] = peer
            else:
                self.missing[name] = why
                self.log(f"{name}: not measured: {why}")

    def try_out(self, peer, tree):
        contestant = None
        try:
            contestant = self.fresh(peer)
            self.first_push(contestant, tree, "v1")
            self.check(contestant, tree, "v1")
        except (RunFailed, WrongBytes, OSError, subprocess.SubprocessError) as error:
            return str(error)
        finally:
            if contestant:
                self.remove(contestant)
        return None

    def fresh(self, kind):
        """An empty repository of a kind of contestant, in a directory of its own."""
        self._places += 1
        place = self.scratch / f"{kind.name}-{self._places}"
        place.mkdir()
        contestant = kind(place)
        for command in contestant.setup():
            run(command)
        return contestant

    def remove(self, contestant):
        shutil.rmtree(contestant.place)

    def first_push(self, contestant, tree, version, *options):
        contestant.prepare(tree)
        return self.timed(contestant.name, contestant.push(tree, version, *options))

    def timed(self, name, command):
        shape = self.shape(command)
        known = self.commands.setdefault(name, [])
        if shape not in known:
            known.append(shape)
        return run(command)

    def shape(self, command):
        """The command without what differs from machine to machine and from round to round."""
        words = " ".join(str(word) for word in command.argv[:WORDS_SHOWN])
        words += " …" if len(command.argv) > WORDS_SHOWN else ""
        for place, name in (
            (self.scratch, "$SCRATCH"),
            (HERE, "tools/bench.d"),
            (sys.executable, "python"),
            (self.ours.program, "store"),
            (f"{Path(sys.executable).parent}/", ""),
        ):
            words = words.replace(str(place), name)
        return re.sub(r"(/[a-z-]+)-\d+/|\bv\d+\b", lambda it: f"{it[1]}/" if it[1] else "vN", words)

    def check(self, contestant, tree, version):
        """Restores a version and compares every byte. Untimed."""
        target = contestant.place / "restored"
        target.mkdir()
        run(contestant.restore(version, tree, target))
        if digests(contestant.restored(tree, target)) != digests(tree):
            raise WrongBytes(f"{contestant.name} gave back other bytes of {version}")
        shutil.rmtree(target)

    def native(self, directory):
        """`openssl dgst -sha256` of every file of a directory: one core, one pass."""
        paths = sorted(path for path in directory.rglob("*") if path.is_file())
        # Relative: 20 000 of them must fit into one argument list.
        names = [path.relative_to(directory) for path in paths]
        return self.timed("native", Command(["openssl", "dgst", "-sha256", *names], directory))


def summary(directory):
    """What a data set is: its size and one digest over all names and digests."""
    whole = hashlib.sha256()
    for name, digest in sorted(digests(directory).items()):
        whole.update(f"{digest}  {name}\n".encode())
    size = sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())
    return {"bytes": size, "sha256": whole.hexdigest()}
