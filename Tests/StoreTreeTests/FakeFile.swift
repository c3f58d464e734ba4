/// A file to push.
struct FakeFile: Hashable, Sendable {
    var bytes: [UInt8]
    var isExecutable = false

    init(_ text: String, isExecutable: Bool = false) {
        bytes = Array(text.utf8)
        self.isExecutable = isExecutable
    }
}
