"""What figures belong to: the machine, its file system, the versions of what ran."""

import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path


def cpu_model():
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def has_sha_instructions():
    flags = Path("/proc/cpuinfo").read_text().split()
    return "sha_ni" in flags or "sha2" in flags


def file_system(path):
    """The type of the mount that holds `path`: the longest mount point above it."""
    resolved = os.path.realpath(path)
    best, kind = "", "unknown"
    for line in Path("/proc/mounts").read_text().splitlines():
        _, point, type_, *_ = line.split()
        inside = resolved == point or resolved.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, type_
    return kind


def memory():
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemTotal:"):
            return int(line.split()[1]) * 1024
    return None


def facts(scratch):
    return {
        "cpu": cpu_model(),
        "cores": len(os.sched_getaffinity(0)),
        "sha_instructions": has_sha_instructions(),
        "memory": memory(),
        "kernel": platform.release(),
        "file_system": file_system(scratch),
        "load_before": os.getloadavg()[0],
    }


def first_line(argv):
    """The first line that a command prints, or None if it cannot be run."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = (done.stdout + done.stderr).strip().splitlines()
    return lines[0].strip("* ") if done.returncode == 0 and lines else None


def package(name):
    """The version of a Python package, or None."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def commit(root):
    """The commit of the working tree, with `+` if it has changes."""
    revision = first_line(["git", "-C", str(root), "rev-parse", "--short=12", "HEAD"])
    if revision is None:
        return "unknown"
    changed = first_line(["git", "-C", str(root), "status", "--porcelain", "-uno"])
    return revision + ("+" if changed else "")
