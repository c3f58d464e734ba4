"""touch.py read|map PASSES FILE…: reads files that are in the page cache, or touches each page of a
fresh mapping of them; prints the seconds of all passes. The loops are those of C."""

import mmap
import os
import sys
import time

MIB = 1 << 20


def read(paths, room=bytearray(MIB)):
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        while os.readv(descriptor, [room]) > 0:
            pass
        os.close(descriptor)


def touch(paths):
    for path in paths:
        with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as map:
            map[:: mmap.PAGESIZE]


def main():
    way = {"read": read, "map": touch}[sys.argv[1]]
    passes, paths = int(sys.argv[2]), sys.argv[3:]
    read(paths)
    way(paths)
    begin = time.perf_counter()
    for _ in range(passes):
        way(paths)
    print(time.perf_counter() - begin)


if __name__ == "__main__":
    main()
