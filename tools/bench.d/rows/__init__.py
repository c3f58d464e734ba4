"""The benchmarks by name, in the order in which they run."""

from rows import again, edits, family, first_push, gc, memory, ratio, reads, small_files, verify

BENCHMARKS = {
    "first-push": first_push,
    "again": again,
    "ratio": ratio,
    "family": family,
    "edits": edits,
    "verify": verify,
    "reads": reads,
    "gc": gc,
    "memory": memory,
    "small-files": small_files,
}
