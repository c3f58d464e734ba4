import TestSupport

/// A command that is interrupted at every system call, the state before it and the state it makes.
struct CrashScenario: Sendable {
    let name: String
    /// Commands that make the base store; empty: there is none.
    let before: [[String]]
    let command: [String]
    /// Version ids before and after, and what is active.
    let versions: (before: Set<String>, after: Set<String>)
    let active: (before: String?, after: String?)
    /// What else is done to the base store.
    var arrange: @Sendable (CrashPlayground) throws -> Void = { _ in }

    static func push(_ version: String, _ directory: String, _ root: String) -> [String] {
        [
            "push", root + "/" + directory, "--version", version, "--created",
            "2026-11-20T14:00:00Z",
        ]
    }

    /// All scenarios over the playground at `root`.
    static func all(_ root: String) -> [CrashScenario] {
        let initialise = [["init"]]
        let one = initialise + [push("v1", "model-1", root)]
        let promoted = one + [["promote", "v1", "-m", "first"]]
        let two = promoted + [push("v2", "model-2", root)]
        let flipped = two + [["promote", "v2", "-m", "second"]]
        return [
            CrashScenario(
                name: "init", before: [], command: ["init"], versions: ([], []),
                active: (nil, nil)),
            CrashScenario(
                name: "push", before: initialise, command: push("v1", "model-1", root),
                versions: ([], ["v1"]), active: (nil, nil)),
            CrashScenario(
                name: "push-shared", before: promoted, command: push("v2", "model-2", root),
                versions: (["v1"], ["v1", "v2"]), active: ("v1", "v1")),
            deltas(root),
            CrashScenario(
                name: "promote", before: two, command: ["promote", "v2", "-m", "second"],
                versions: (["v1", "v2"], ["v1", "v2"]), active: ("v1", "v2")),
            CrashScenario(
                name: "rollback", before: flipped,
                command: ["rollback", "--to", "v1", "-m", "wrong scores"],
                versions: (["v1", "v2"], ["v1", "v2"]), active: ("v2", "v1")),
            CrashScenario(
                name: "tag", before: two, command: ["tag", "canary", "v2"],
                versions: (["v1", "v2"], ["v1", "v2"]), active: ("v1", "v1")),
            CrashScenario(
                name: "push-resumed", before: promoted, command: push("v2", "model-2", root),
                versions: (["v1"], ["v1", "v2"]), active: ("v1", "v1"),
                arrange: { playground in try playground.pushHalf(push("v2", "model-2", root)) }),
            merging(root),
            CrashScenario(
                name: "repair", before: flipped, command: ["verify", "--all", "--repair"],
                versions: (["v1", "v2"], ["v1", "v2"]), active: ("v2", "v2"),
                arrange: { playground in try playground.damageFirstCopies() }),
            // v1 goes; of its pack, what v2 shares is rewritten.
            CrashScenario(
                name: "gc",
                before: initialise + [
                    push("v1", "model-1", root), push("v2", "model-2", root),
                    ["promote", "v2", "-m", "first"],
                ],
                command: ["gc", "--keep-last", "1", "--yes"],
                versions: (["v1", "v2"], ["v2"]), active: ("v2", "v2")),
        ]
    }

    /// v2 is stored as the difference from v1.
    private static func deltas(_ root: String) -> CrashScenario {
        CrashScenario(
            name: "push-deltas", before: [["init"], push("v1", "weights", root)],
            command: push("v2", "fine-tune", root), versions: (["v1"], ["v1", "v2"]),
            active: (nil, nil))
    }

    /// The pack after which packs are merged.
    private static func merging(_ root: String) -> CrashScenario {
        CrashScenario(
            name: "push-merging", before: [["init"]], command: push("v1", "model-1", root),
            versions: (Set(CrashPlayground.many), Set(CrashPlayground.many + ["v1"])),
            active: (nil, nil), arrange: { playground in try playground.pushMany() })
    }

    static let names = all("").map(\.name)
    /// Those whose calls tools/test tries most of; of the others, every seventh.
    static let thorough: Set = ["init", "push", "push-shared", "promote", "rollback", "tag"]
    /// Those that put new names where there are none. A repair replaces, gc moves aside.
    static let publishing = names.filter { $0 != "repair" && $0 != "gc" }
}
