import Chunking
import TestSupport
import Testing

/// The files are numpy's and Python's zipfile's own.
@Suite("Zip members")
struct ZipTests {
    static func plan(_ name: String) throws -> (CutPlan, [UInt8]) {
        let bytes = try FuzzCorpus.bytes("zip/corpus/\(name)")
        return (CutPlan(fileNamed: name, ByteSource(bytes)), bytes)
    }

    @Test("the arrays of a .npz, with their dtypes and shapes, without their headers")
    func numpy() throws {
        let (plan, bytes) = try ZipTests.plan("numpy.npz")
        let found = Dictionary(uniqueKeysWithValues: plan.tensors.map { ($0.name, $0) })
        #expect(found.count == 6)
        #expect(found["a.npy"]?.format == .fp32 && found["a.npy"]?.shape == [8, 16])
        #expect(found["a.npy"]?.range.count == 512 && found["a.npy"]?.rowBytes == 64)
        #expect(found["h.npy"]?.format == .fp16 && found["h.npy"]?.shape == [6, 4])
        #expect(found["i.npy"]?.format == .other(width: 8) && found["i.npy"]?.shape == [5])
        #expect(found["f.npy"]?.shape == [16, 4], "the fastest dimension is the last")
        #expect(found["big.npy"]?.format == .other(width: 4))
        #expect(found["s.npy"]?.shape == [])
        // 0 … 4 as 64-bit numbers.
        let integers = try #require(found["i.npy"]).range
        #expect(bytes[Int(integers.lowerBound) + 8] == 1 && integers.count == 40)
    }

    @Test("a .npy alone, in each version of its header")
    func arrays() throws {
        #expect(try ZipTests.plan("array.npy").0.tensors.map(\.shape) == [[8, 16]])
        #expect(try ZipTests.plan("v3.npy").0.tensors.map(\.format) == [.fp16])
        #expect(try ZipTests.plan("record.npy").0.tensors.isEmpty)
    }

    @Test("what torch.save writes, what needs zip64, and what has a comment")
    func members() throws {
        let torch = try ZipTests.plan("torch.pt").0.tensors
        #expect(
            torch.map(\.name) == [
                "m/data.pkl", "m/byteorder", "m/data/0", "m/data/1", "m/data/2", "m/version",
            ])
        #expect(torch.map(\.range.count) == [6, 6, 200, 264, 328, 2])
        #expect(torch.allSatisfy { $0.format == .bytes })
        let wide = try ZipTests.plan("zip64.pt").0.tensors
        #expect(wide.map(\.name) == ["data/0"] && wide.map(\.range.count) == [64])
        #expect(try ZipTests.plan("comment.zip").0.tensors.map(\.range.count) == [100])
    }

    @Test("compressed members are bytes")
    func compressed() throws {
        let (plan, bytes) = try ZipTests.plan("compressed.npz")
        #expect(plan == CutPlan(opaqueOfSize: UInt64(bytes.count)))
    }

    @Test("a directory that does not fit its file makes it bytes")
    func hostile() throws {
        let (good, bytes) = try ZipTests.plan("torch.pt")
        #expect(!good.tensors.isEmpty)
        let end = bytes.count - 22
        // Disk, members, length and start of the directory; the first member's own header.
        for (place, value) in [
            (end + 4, 1), (end + 10, 200), (end + 12, 1), (end + 16, 1), (end + 19, 0xFF),
        ] {
            var changed = bytes
            changed[place] = UInt8(value)
            let plan = CutPlan(fileNamed: "torch.pt", ByteSource(changed))
            #expect(plan == CutPlan(opaqueOfSize: UInt64(bytes.count)), "\(place)")
        }
    }

    @Test("members that overlap make the file bytes")
    func overlap() throws {
        var (_, bytes) = try ZipTests.plan("torch.pt")
        // The second entry of the directory points at the first member, as zip bombs do.
        let entry: [UInt8] = [0x50, 0x4B, 0x01, 0x02]
        let entries = (0..<bytes.count - 4).filter { Array(bytes[$0..<$0 + 4]) == entry }
        for place in entries { bytes.replaceSubrange(place + 42..<place + 46, with: [0, 0, 0, 0]) }
        let plan = CutPlan(fileNamed: "torch.pt", ByteSource(bytes))
        #expect(plan == CutPlan(opaqueOfSize: UInt64(bytes.count)))
    }
}
