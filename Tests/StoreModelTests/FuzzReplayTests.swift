import TestSupport
import Testing

@Suite("The fuzzing corpora of documents, paths and references")
struct FuzzReplayTests {
    @Test("no manifest is taken for what it is not")
    func manifests() throws {
        var accepted = 0
        for (name, bytes) in try FuzzInputs.variants(of: "manifest") {
            let fault = DocumentOracle.fault(manifest: bytes)
            #expect(fault == nil, "\(name): \(bytes)")
            if DocumentOracle.isAccepted(bytes) { accepted += 1 }
        }
        #expect(accepted >= 6, "the sound ones are read")
    }

    @Test("no record is taken for what it is not")
    func records() throws {
        var accepted = 0
        for (name, bytes) in try FuzzInputs.variants(of: "record") {
            let fault = DocumentOracle.fault(record: bytes)
            #expect(fault == nil, "\(name): \(bytes)")
            if DocumentOracle.isAccepted(bytes) { accepted += 1 }
        }
        #expect(accepted >= 6, "the sound ones are read")
    }

    @Test("no tree has a path that breaks the rules")
    func paths() throws {
        let inputs = try FuzzInputs.variants(of: "path")
        #expect(inputs.count >= 200)
        for (name, bytes) in inputs {
            let fault = PathOracle.fault(paths: bytes)
            #expect(fault == nil, "\(name): \(bytes)")
        }
    }

    @Test("no text of the command line is taken for what it is not")
    func references() throws {
        let inputs = try FuzzInputs.variants(of: "reference")
        #expect(inputs.count >= 200)
        for (name, bytes) in inputs {
            let fault = ReferenceOracle.fault(text: bytes)
            #expect(fault == nil, "\(name): \(bytes)")
        }
    }
}
