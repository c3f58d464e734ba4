import StoreModel

/// What must hold of text from the command line that names models, versions, refs and moments. Asked
/// by the fuzzer (Tests/Fuzz), which is built with this file, and by the replay of its corpus.
enum ReferenceOracle {
    /// What is wrong with how these bytes are understood.
    static func fault(text bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        return fault(reference: text) ?? fault(model: text) ?? fault(version: text)
            ?? fault(ref: text) ?? fault(time: text)
    }

    private static func fault(reference text: String) -> String? {
        let reference: Reference
        do throws(StoreError) { reference = try Reference(text) } catch {
            return fault(refusal: error)
        }
        if let model = reference.model, let fault = fault(model: model.text) { return fault }
        let model = reference.model.map { "\($0.text)@" } ?? ""
        // What it means, written again, means the same.
        guard let again = try? Reference(model + written(reference.target)), again == reference
        else { return "another reference than it was" }
        guard case .name(let name) = reference.target else { return nil }
        return isPlain(name, limit: 128) ? nil : "a name with other characters"
    }

    private static func written(_ target: Reference.Target) -> String {
        switch target {
        case .name(let name): name
        case .latestMinus(let back): "latest~\(back)"
        case .activeAt(let time): "active@{\(time)}"
        case .number(let number): "#\(number)"
        }
    }

    private static func fault(model text: String) -> String? {
        do throws(StoreError) {
            let model = try ModelName(text)
            guard model.text == text, text.utf8.count <= 512 else { return "another model" }
            let isSound = text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                isPlain(String($0), limit: 200) && !ModelName.reservedWords.contains(String($0))
            }
            return isSound ? nil : "a model with other characters, or a reserved word"
        } catch {
            return fault(refusal: error)
        }
    }

    private static func fault(version text: String) -> String? {
        do throws(StoreError) {
            let version = try VersionID(text)
            let isSound = version.text == text && isPlain(text, limit: 128)
            return isSound ? nil : "a version with other characters"
        } catch {
            return fault(refusal: error)
        }
    }

    private static func fault(ref text: String) -> String? {
        do throws(StoreError) {
            let name = try RefName.users(text)
            guard !RefName.builtIn.contains(name) else { return "a user's ref that is built in" }
            return isPlain(text, limit: 128) ? nil : "a ref with other characters"
        } catch {
            return fault(refusal: error)
        }
    }

    private static func fault(time text: String) -> String? {
        guard let time = Timestamp(text) else { return nil }
        return Timestamp(time.description) == time ? nil : "another time than it was"
    }

    private static func fault(refusal: StoreError) -> String? {
        guard refusal.code == .usage, refusal.fix != nil else {
            return "it is refused as \(refusal.code), or without a way out"
        }
        let isFit = refusal.message.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control && !$0.properties.isBidiControl
        }
        return isFit ? nil : "a message that a terminal obeys"
    }

    /// ASCII letters, digits and marks, beginning with a letter or a digit.
    private static func isPlain(_ text: String, limit: Int) -> Bool {
        let marks = Array("._+-".utf8)
        let isPlain = text.utf8.enumerated().allSatisfy { index, byte in
            switch byte {
            case 48...57, 65...90, 97...122: true
            default: index > 0 && marks.contains(byte)
            }
        }
        return isPlain && !text.isEmpty && text.utf8.count <= limit
    }
}
