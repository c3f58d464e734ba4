import StoreCommands
import Testing

@Suite struct ArgumentOrderTests {
    @Test(arguments: [
        (["list", "--json"], ["list", "--json"]),
        (["--json", "list"], ["list", "--json"]),
        (
            ["--store", "/s", "-q", "list", "--where", "x>1"],
            ["list", "--store", "/s", "-q", "--where", "x>1"]
        ),
        (["--store=/s", "--model=qb", "show", "v1"], ["show", "--store=/s", "--model=qb", "v1"]),
        (["--json", "exec", "v1", "--", "sh", "-q"], ["exec", "--json", "v1", "--", "sh", "-q"]),
        (["--version"], ["--version"]),
        (["--json"], ["--json"]),
        (["--store"], ["--store"]),
        (["---completion", "show", "--", "x"], ["---completion", "show", "--", "x"]),
        ([], []),
    ])
    func globalOptionsMoveBehindTheVerb(_ given: [String], _ expected: [String]) {
        #expect(ArgumentOrder.verbFirst(given) == expected)
    }
}
