#if STORE_SEAM
import Glibc

/// One planned fault: `op=187:kill`, `op=187:eio*`, `op=187:short:7`.
struct SeamFault: Sendable {
    enum Effect: Sendable {
        /// SIGKILL to this process, before or after the call.
        case killBefore, killAfter
        /// The call fails without being made.
        case fail(Int32)
        /// A read or write moves at most this many bytes.
        case shorten(Int)
        /// The call waits first, milliseconds.
        case delay(UInt32)
        /// The file system of the call's subject loses power before the call (ext4, xfs; root).
        case powerCut
    }

    /// The call's number in this process, from 1.
    let ordinal: Int
    /// With `*`, every call from `ordinal` on.
    let isLasting: Bool
    let effect: Effect

    func applies(to ordinal: Int) -> Bool {
        isLasting ? ordinal >= self.ordinal : ordinal == self.ordinal
    }

    /// Parses the value of `STORE_FAULT`; nil if it is not one.
    init?(_ text: String) {
        guard text.hasPrefix("op="), let colon = text.firstIndex(of: ":"),
            let ordinal = Int(text[text.index(text.startIndex, offsetBy: 3)..<colon])
        else { return nil }
        var rest = text[text.index(after: colon)...]
        isLasting = rest.hasSuffix("*")
        if isLasting { rest.removeLast() }
        guard let effect = SeamFault.effect(rest) else { return nil }
        self.ordinal = ordinal
        self.effect = effect
    }

    private static func effect(_ text: Substring) -> Effect? {
        let parts = text.split(separator: ":")
        let number = parts.count > 1 ? Int(parts[1].prefix { $0.isNumber }) : nil
        switch parts.first {
        case "kill": return .killBefore
        case "killafter": return .killAfter
        case "eio": return .fail(EIO)
        case "enospc": return .fail(ENOSPC)
        case "edquot": return .fail(EDQUOT)
        case "emfile": return .fail(EMFILE)
        case "enomem": return .fail(ENOMEM)
        case "erofs": return .fail(EROFS)
        case "eintr": return .fail(EINTR)
        case "short": return number.map { .shorten(max(1, $0)) }
        case "delay": return number.map { .delay(UInt32($0)) }
        case "powercut": return .powerCut
        default: return nil
        }
    }
}
#endif
