"""One timed run of a command: wall time and processor time, its children's included."""

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path


class RunFailed(Exception):
    """A command ended with another status than 0."""


@dataclass
class Command:
    argv: list
    cwd: Path | None = None
    env: dict = field(default_factory=dict)

    def environment(self):
        """PATH and what the command asks for: no configuration of the person who runs this."""
        inherited = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        return inherited | {name: str(value) for name, value in self.env.items()}


@dataclass
class Sample:
    seconds: float
    cpu_seconds: float
    output: str = ""

    def facts(self):
        return {
            "seconds": round(self.seconds, 6),
            "cpu_seconds": round(self.cpu_seconds, 6),
        }


def run(command):
    """Runs it to its end. Dirty pages of whatever ran before are written out first, untimed."""
    os.sync()
    argv = [str(word) for word in command.argv]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        begin = time.monotonic()
        child = subprocess.Popen(
            argv,
            cwd=command.cwd,
            env=command.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - begin
        child.returncode = os.waitstatus_to_exitcode(status)  # so that Popen does not wait again
        if child.returncode != 0:
            raise RunFailed(f"{' '.join(argv)}: status {child.returncode}: {tail(errors)}")
        output.seek(0)
        text = output.read().decode(errors="replace")
    return Sample(seconds, usage.ru_utime + usage.ru_stime, text)


def tail(file):
    file.seek(0)
    lines = file.read().decode(errors="replace").strip().splitlines()
    return " | ".join(lines[-3:]) or "it said nothing"


def drop_caches():
    """Makes the next read come from the disk. Root only."""
    os.sync()
    Path("/proc/sys/vm/drop_caches").write_text("3\n")


def may_drop_caches():
    return os.access("/proc/sys/vm/drop_caches", os.W_OK)
