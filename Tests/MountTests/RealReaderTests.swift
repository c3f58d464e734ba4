import Glibc
import StoreModel
import TestSupport
import Testing

/// The loaders that servers use, reading models from a mount (tools/readers).
@Suite(
    .serialized, .enabled(if: MountPlayground.isPossible, "needs root and /dev/fuse"),
    .enabled(
        if: RealLoaders.areThere,
        "STORE_READERS_VENV is unset or lacks the loaders: run tools/readers/venv"))
struct RealReaderTests {
    /// Two models of two seeds, pushed as v1 and v2, and what their files say outside of any store.
    static func withModels(_ body: (MountPlayground, JSON, JSON) throws -> Void) throws {
        try MountPlayground.with { playground in
            for seed in ["1", "2"] {
                let directory = playground.root + "/trained-" + seed
                _ = try ChildCommand(
                    PackageRoot.path + "/tools/example-model", [directory, "--seed", seed]
                ).run(timeout: .seconds(120)).checked()
                try playground.run([
                    "push", directory, "--version", "v" + seed,
                    "--metrics-file", directory + "/metrics.json",
                ])
            }
            try playground.promote("v1")
            try playground.startMount()
            let first = try RealLoaders.numbers(playground.root + "/trained-1")
            let second = try RealLoaders.numbers(playground.root + "/trained-2")
            #expect(first != second, "two seeds make two models")
            for loader in ["hub", "memmap", "onnx", "safetensors"] {
                #expect(first[loader]?.array?.count == 3)
            }
            try body(playground, first, second)
        }
    }

    @Test func numbersFollowPromoteAndRollback() throws {
        try Self.withModels { playground, first, second in
            let active = playground.mount + "/active"
            #expect(try RealLoaders.numbers(active) == first)
            try playground.promote("v2")
            #expect(try RealLoaders.numbers(active) == second)
            try playground.run(["rollback", "-m", "v2 is worse"])
            #expect(try RealLoaders.numbers(active) == first)
        }
    }

    @Test func pinnedPathsKeepTheirNumbers() throws {
        try Self.withModels { playground, first, second in
            let mount = playground.mount
            let pinned = try playground.shell("realpath \"$M/refs/active\"").dropLast()
            try playground.promote("v2")
            #expect(pinned == mount + "/versions/v1")
            #expect(try RealLoaders.numbers(String(pinned)) == first)
            #expect(try RealLoaders.numbers(mount + "/versions/v2") == second)
            #expect(try RealLoaders.numbers(mount + "/refs/active") == second)
            #expect(try RealLoaders.numbers(mount + "/models/default/refs/previous") == first)
        }
    }

    @Test func aLoaderThatHoldsAModelKeepsItsNumbers() throws {
        try Self.withModels { playground, first, second in
            let go = playground.root + "/go"
            let child = try RealLoaders.command([
                "-c", Self.holder, PackageRoot.path + "/tools/readers",
                playground.mount + "/active", go,
            ]).start()
            let deadline = ContinuousClock.now + .seconds(60)
            while try child.outputSoFar().isEmpty, try child.poll() == nil,
                ContinuousClock.now < deadline
            {
                usleep(20_000)
            }
            try playground.promote("v2")
            #expect(try RealLoaders.numbers(playground.mount + "/active") == second)
            try playground.write(go, "")
            let said = try child.wait(timeout: .seconds(60)).checked().split(separator: "\n")
            #expect(said.first == "holding")
            let held = try JSONParser.parse(Array((said.last ?? "").utf8))
            for loader in ["memmap", "onnx", "safe_open"] {
                #expect(held[loader] == first["safetensors"], "\(loader)")
            }
        }
    }

    /// Opens the model by each loader, says so, and looks at its numbers when the file `go` is there.
    private static let holder = """
        import json, struct, sys, time
        from pathlib import Path
        sys.path.insert(0, sys.argv[1])
        import numpy, onnxruntime, read_model
        from safetensors import safe_open
        directory, go = Path(sys.argv[2]), Path(sys.argv[3])
        rows, _ = read_model.fixed_rows(directory)
        weights = directory / "model.safetensors"
        tensors = safe_open(weights, framework="numpy")
        with weights.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
        payload = numpy.memmap(weights, dtype=numpy.uint8, mode="r", offset=8 + length)
        session = onnxruntime.InferenceSession(
            str(directory / "model.onnx"), providers=["CPUExecutionProvider"])
        print("holding", flush=True)
        deadline = time.monotonic() + 50
        while not go.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        def mapped(name):
            begin, end = header[name]["data_offsets"]
            return payload[begin:end].view("<f4").reshape(header[name]["shape"])
        results = {
            "memmap": read_model.linear(rows, mapped("weight"), mapped("bias")),
            "onnx": session.run(["prediction"], {"features": rows})[0],
            "safe_open": read_model.linear(
                rows, tensors.get_tensor("weight"), tensors.get_tensor("bias")),
        }
        print(json.dumps({name: [round(float(v), 5) for v in values.reshape(-1)]
                          for name, values in results.items()}))
        """
}
