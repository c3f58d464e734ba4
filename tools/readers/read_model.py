"""Reads the model in a directory with the real loaders and prints one line of JSON.

    python read_model.py DIR
    {"hub": [...], "memmap": [...], "onnx": [...], "safetensors": [...]}

Each list holds the predictions for the same three rows. Exits 1 with a message if a loader fails or
two of them disagree, or if config.json carries an example and it comes out otherwise.
"""

import json
import os
import struct
import sys
from pathlib import Path

# Set before the import that reads it: a local directory must never turn into a download.
os.environ["HF_HUB_OFFLINE"] = "1"

import numpy
import onnxruntime
from huggingface_hub import ModelHubMixin
from safetensors.numpy import load_file

# float32 sums of a few products, added in another order.
TOLERANCE = 1e-4


def linear(rows, weight, bias):
    return rows @ weight.T + bias


def with_onnx(directory, rows):
    session = onnxruntime.InferenceSession(
        str(directory / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    return session.run(["prediction"], {"features": rows})[0]


def with_safetensors(directory, rows):
    tensors = load_file(directory / "model.safetensors")
    return linear(rows, tensors["weight"], tensors["bias"])


def with_memmap(directory, rows):
    """The payload mapped, not read: page faults instead of read calls."""
    path = directory / "model.safetensors"
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
    payload = numpy.memmap(path, dtype=numpy.uint8, mode="r", offset=8 + length)

    def tensor(name):
        begin, end = header[name]["data_offsets"]
        return payload[begin:end].view("<f4").reshape(header[name]["shape"])

    return linear(rows, tensor("weight"), tensor("bias"))


class HubModel(ModelHubMixin):
    """What `from_pretrained(DIR)` does for a model class: config.json, then the weights."""

    def __init__(self, features):
        self.features = features

    @classmethod
    def _from_pretrained(cls, *, model_id, features, **_):
        model = cls(features)
        model.tensors = load_file(Path(model_id) / "model.safetensors")
        return model


def with_hub(directory, rows):
    model = HubModel.from_pretrained(str(directory))
    if len(model.features) != rows.shape[1]:
        raise ValueError("config.json names another number of features than the weights have")
    return linear(rows, model.tensors["weight"], model.tensors["bias"])


def fixed_rows(directory):
    """Three rows, the first of them the example of config.json if there is one."""
    width = load_file(directory / "model.safetensors")["weight"].shape[1]
    rows = numpy.linspace(-1.5, 1.5, 3 * width, dtype=numpy.float32).reshape(3, width)
    example = json.loads((directory / "config.json").read_text()).get("example")
    if example:
        rows[0] = example["features"]
    return rows, example


def read(directory):
    rows, example = fixed_rows(directory)
    loaders = {
        "hub": with_hub,
        "memmap": with_memmap,
        "onnx": with_onnx,
        "safetensors": with_safetensors,
    }
    results = {name: load(directory, rows).reshape(-1) for name, load in loaders.items()}
    for name, values in results.items():
        if not numpy.allclose(values, results["safetensors"], rtol=TOLERANCE, atol=TOLERANCE):
            raise ValueError(f"{name} and safetensors disagree: {results}")
    if example and abs(results["onnx"][0] - example["prediction"]) > TOLERANCE * 10:
        raise ValueError(f"config.json says {example['prediction']}, not {results['onnx'][0]}")
    return {name: [round(float(value), 5) for value in values] for name, values in results.items()}


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: read_model.py DIR")
    try:
        print(json.dumps(read(Path(sys.argv[1])), sort_keys=True))
    except Exception as error:  # any failure of any loader is the answer this program gives
        sys.exit(f"read_model: {sys.argv[1]}: {type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
