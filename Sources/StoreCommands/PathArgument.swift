import StoreModel

/// A path on the command line.
enum PathArgument {
    /// The path; throws `usage` if it is empty: what a script's unset variable leaves behind would
    /// otherwise be the working directory.
    static func parse(_ text: String) throws(StoreError) -> String {
        guard !text.isEmpty else {
            throw StoreError(
                .usage, "an empty path names nothing",
                fix: "give a directory, such as ./model; was a variable of a script unset?")
        }
        return text
    }
}
