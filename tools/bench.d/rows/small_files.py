"""S1: the first push of many small files, beside each peer. It has no target."""

from rows import first_push

ID = "S1"


def rows(bench):
    count = bench.options.small_files
    tree = bench.data("small-files", count)
    return first_push.measure(bench, tree, ID, f"first push of {count} small files")
