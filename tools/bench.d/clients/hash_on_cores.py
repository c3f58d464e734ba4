"""`hash_on_cores.py CORES FILE…`: SHA-256 of equal shares of the files, a process for each core.

What verifying cannot beat with one pass of OpenSSL's SHA-256.
"""

import hashlib
import os
import sys

READ = 1 << 20


def hash_range(path, begin, end):
    digest = hashlib.sha256()
    with open(path, "rb", buffering=0) as file:
        file.seek(begin)
        while begin < end and (data := file.read(min(READ, end - begin))):
            digest.update(data)
            begin += len(data)


def hash_share(paths, share, shares):
    for path in paths:
        size = os.path.getsize(path)
        hash_range(path, size * share // shares, size * (share + 1) // shares)


def main():
    cores, paths = int(sys.argv[1]), sys.argv[2:]
    children = []
    for share in range(cores):
        child = os.fork()
        if child == 0:
            hash_share(paths, share, cores)
            os._exit(0)
        children.append(child)
    sys.exit(any(os.waitpid(child, 0)[1] for child in children))


if __name__ == "__main__":
    main()
