"""`xet.py push|restore REPOSITORY INDEX DIR`: a directory through hf_xet's own session.

INDEX is a JSON file: relative path -> hash and size, which is what a hub's pointer files keep.
"""

import json
import sys
from pathlib import Path

import hf_xet


def push(endpoint, index, directory):
    paths = [path for path in sorted(directory.rglob("*")) if path.is_file()]
    with hf_xet.XetSession().new_upload_commit(endpoint=endpoint) as commit:
        handles = [commit.start_upload_file(str(path)) for path in paths]
    entries = {}
    for path, handle in zip(paths, handles):
        info = handle.result().xet_info
        entries[str(path.relative_to(directory))] = [info.hash, info.file_size]
    index.write_text(json.dumps(entries))


def restore(endpoint, index, directory):
    with hf_xet.XetSession().new_file_download_group(endpoint=endpoint) as group:
        for name, (digest, size) in json.loads(index.read_text()).items():
            target = directory / name
            target.parent.mkdir(parents=True, exist_ok=True)
            group.start_download_file(hf_xet.XetFileInfo(digest, size), str(target))


if __name__ == "__main__":
    verb, repository, index, directory = sys.argv[1:]
    endpoint = f"local://{Path(repository).resolve()}"
    {"push": push, "restore": restore}[verb](endpoint, Path(index), Path(directory))
