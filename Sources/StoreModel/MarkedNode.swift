/// A value of a document that a person wrote, with the line it begins on: what a policy file is read
/// from, so that an error can say where.
package struct MarkedNode: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case null
        case truth(Bool)
        /// As it was spelled.
        case number(String)
        case text(String)
        case list([MarkedNode])
        /// In the order of the document; every key once.
        case map([Member])
    }

    package struct Member: Hashable, Sendable {
        package let key: String
        package let line: Int?
        package let value: MarkedNode

        package init(key: String, line: Int?, value: MarkedNode) {
            self.key = key
            self.line = line
            self.value = value
        }
    }

    package let content: Content
    /// From 1; nil in a document that is not of lines.
    package let line: Int?

    package init(_ content: Content, line: Int?) {
        self.content = content
        self.line = line
    }

    /// The same value of a JSON document, whose lines say nothing.
    package init(_ value: JSON) {
        switch value {
        case .null: self.init(.null, line: nil)
        case .bool(let truth): self.init(.truth(truth), line: nil)
        case .integer(let number): self.init(.number(String(number)), line: nil)
        case .number(let number): self.init(.number(JSON.shortest(number)), line: nil)
        case .string(let text): self.init(.text(text), line: nil)
        case .array(let items): self.init(.list(items.map { MarkedNode($0) }), line: nil)
        case .object(let members):
            let pairs = members.sorted { $0.key < $1.key }
            self.init(
                .map(pairs.map { Member(key: $0.key, line: nil, value: MarkedNode($0.value)) }),
                line: nil)
        }
    }
}
