import StoreModel

/// Descriptions of formats that the schema and the decoder are held to alike.
enum FormatCorpus {
    private static let base = Documents.format

    static let all: [DocumentCase] =
        [
            DocumentCase("format 1", .good, base),
            DocumentCase("a later format", .good, base.with("format", 7)),
            DocumentCase("features", .good, base.with("incompatible", ["planes", "x"])),
            DocumentCase("unknown member", .bad, base.with("features", [])),
        ]
        + ([nil, true, 1, "", [], [:]] as [JSON]).map { DocumentCase("\($0) alone", .bad, $0) }
        + DocumentCase.values(
            .bad, "format", in: base,
            [nil, .null, 0, -1, "1", .number(1.5), .number(1e300), [], true])
        + ["compatible", "readOnlyCompatible", "incompatible"].flatMap {
            DocumentCase.values(.bad, $0, in: base, [nil, .null, "", 1, [:], [1], [.null]])
        }
}
