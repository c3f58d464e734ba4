"""touch.py read|map PASSES FILE…: reads files that are in the page cache, or touches each page of a
fresh mapping of them, with the files open all the time; prints the seconds of all passes. The loops
are those of C."""

import mmap
import os
import sys
import time

MIB = 1 << 20


def read(files, room=bytearray(MIB)):
    for file in files:
        offset = 0
        while got := os.preadv(file, [room], offset):
            offset += got


def touch(files):
    for file in files:
        with mmap.mmap(file, 0, access=mmap.ACCESS_READ) as pages:
            pages[:: mmap.PAGESIZE]


def main():
    way = {"read": read, "map": touch}[sys.argv[1]]
    passes = int(sys.argv[2])
    files = [os.open(path, os.O_RDONLY) for path in sys.argv[3:]]
    read(files)
    way(files)
    begin = time.perf_counter()
    for _ in range(passes):
        way(files)
    print(time.perf_counter() - begin)


if __name__ == "__main__":
    main()
