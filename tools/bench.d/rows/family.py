"""P4: bytes stored for the ten versions of one model, pushed in order, beside each peer."""

import shutil

from report import Row
from sampling import Command

ID = "P4"
MIB = 1 << 20


def rows(bench):
    versions = sorted(bench.data("family").iterdir())
    sizes = {}  # contestant -> stored bytes after each version
    for kind in (bench.ours, *bench.peers.values()):
        bench.log(f"family: {kind.name}")
        sizes[kind.name] = push_all(bench, kind, versions)
    sizes["zstd -3"] = zstd_sizes(bench, versions)
    bench.samples[ID] = {
        name: dict(zip((version.name for version in versions), size))
        for name, size in sizes.items()
        if size
    }
    ours = sizes["store"][-1]
    out = []
    for name, size in sizes.items():
        if name != "store" and size:
            key = f"P4 {name}"
            out.append(Row.exact(ID, f"family of ten ÷ {name}", ours / size[-1], key=key))
    out += [Row.missing(ID, f"family of ten ÷ {name}", why) for name, why in bench.missing.items()]
    if not sizes["zstd -3"]:
        out.append(Row.missing(ID, "family of ten ÷ zstd -3", "zstd is not installed"))
    plain = sum(bench.plain_bytes(version) for version in versions)
    out += [each(name, size[-1], len(versions), plain) for name, size in sizes.items() if size]
    return [*out, *steps(versions, sizes["store"])]


def push_all(bench, kind, versions):
    contestant = bench.fresh(kind)
    sizes = []
    for version in versions:
        bench.first_push(contestant, version, version.name)
        sizes.append(contestant.stored_bytes())
    for version in versions:
        # dvc keeps no names of versions: only what was added last can be asked for by name.
        if kind.name != "dvc" or version == versions[-1]:
            bench.check(contestant, version, version.name)
    bench.remove(contestant)
    return sizes


def zstd_sizes(bench, versions):
    """Each file on its own by `zstd -3`; nothing shared."""
    if not shutil.which("zstd"):
        return None
    target, total, sizes = bench.scratch / "file.zst", 0, []
    for version in versions:
        for path in sorted(version.iterdir()):
            argv = ["zstd", "-3", "-T0", "-q", "-f", path, "-o", target]
            bench.timed("zstd", Command(argv))
            total += target.stat().st_size
        sizes.append(total)
    target.unlink()
    return sizes


def each(name, total, count, plain):
    note = f"{total / plain:.3f} of plain"
    return Row.exact(ID, f"family: {name}", total / count / MIB, unit="MiB a version", note=note)


def steps(versions, sizes):
    """What each version added to our store."""
    for version, before, after in zip(versions, [0, *sizes], sizes):
        what = f"family: new bytes of {version.name}"
        yield Row.exact(ID, what, (after - before) / MIB, unit="MiB")
