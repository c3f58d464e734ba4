import StoreModel
import TestSupport
import Testing

/// The schemas in store/schemas are what others write against; the decoders are what we trust.
@Suite("Published schemas and decoders agree")
struct SchemaAgreementTests {
    @Test("on manifests")
    func manifests() throws {
        try check(ManifestCorpus.all, schema: "manifest") { document throws(StoreError) in
            _ = try Manifest(parsing: document.canonicalBytes)
        }
    }

    @Test("on journal records")
    func transitions() throws {
        let sealed = TransitionCorpus.all.map {
            DocumentCase($0.name, $0.verdict, Documents.sealed($0.document))
        }
        try check(sealed, schema: "transition") { document throws(StoreError) in
            _ = try Transition(parsing: document.canonicalBytes)
        }
    }

    @Test("on format.json")
    func formats() throws {
        try check(FormatCorpus.all, schema: "format") { document throws(StoreError) in
            _ = try FormatDescription(parsing: document.canonicalBytes)
        }
    }

    @Test("on policies")
    func policies() throws {
        try check(PolicyCorpus.all, schema: "policy") { document throws(StoreError) in
            do throws(PolicyFlaw) {
                _ = try Policy(MarkedNode(document))
            } catch {
                throw StoreError(.integrity, error.message)
            }
        }
    }

    private func check(
        _ cases: [DocumentCase], schema name: String,
        decode: (JSON) throws(StoreError) -> Void
    ) throws {
        let schema = try JSONSchema.published(name)
        for example in cases {
            let violation = schema.violation(in: example.document)
            let error = Result { () throws(StoreError) in try decode(example.document) }.failure
            switch example.verdict {
            case .good:
                #expect(
                    violation == nil && error == nil,
                    "\(example.name): \(error?.message ?? "accepted")")
            case .bad:
                #expect(violation != nil, "the schema accepts \(example.name)")
                #expect(error != nil, "the decoder accepts \(example.name)")
            case .beyondSchema:
                #expect(violation == nil, "\(example.name): it is not beyond the schema")
                #expect(error != nil, "the decoder accepts \(example.name)")
            }
            // Whatever is wrong, the document is at fault and not who runs the command.
            if let error { #expect([.integrity, .unknownFormat].contains(error.code), "\(error)") }
        }
        #expect(cases.contains { $0.verdict == .good } && cases.contains { $0.verdict == .bad })
    }
}

extension Result {
    /// The error, if there is one.
    var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
