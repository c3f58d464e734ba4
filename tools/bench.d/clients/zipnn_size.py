"""`zipnn_size.py FILE`: prints to how many bytes zipnn brings the tensors of bf16 safetensors.

zipnn wants whole elements, so the header is left out; decompressing must give the same bytes.
"""

import struct
import sys
from pathlib import Path

import zipnn

data = Path(sys.argv[1]).read_bytes()
(length,) = struct.unpack_from("<Q", data)
tensors = bytearray(data[8 + length :])
coder = zipnn.ZipNN(bytearray_dtype="bfloat16", input_format="byte")
# It works in place: what is kept is a copy.
compressed = coder.compress(bytearray(tensors))
size = len(compressed)
if coder.decompress(compressed) != tensors:
    sys.exit("zipnn gave back other bytes")
print(size)
