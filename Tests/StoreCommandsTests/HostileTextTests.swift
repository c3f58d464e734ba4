import Glibc
import StoreModel
import TestSupport
import Testing

/// Hostile text on the command line: an error with a sentence, never a crash, and nothing is made.
@Suite struct HostileTextTests {
    /// A command line with a place for the text, and whether some of the texts are references of it
    /// that name nothing (5); all others are malformed (2).
    struct Place: Sendable, CustomTestStringConvertible {
        let before: [String]
        let after: [String]
        let mayBeUnknown: Bool
        var testDescription: String { before.joined(separator: " ") + " …" }

        init(_ before: [String], _ after: [String] = [], mayBeUnknown: Bool = false) {
            self.before = before
            self.after = after
            self.mayBeUnknown = mayBeUnknown
        }

        func arguments(_ text: String) -> [String] {
            guard let option = before.last, option.hasSuffix("=") else {
                return before + [text] + after
            }
            return before.dropLast() + [option + text] + after
        }
    }

    static let places = [
        Place(["push", "model", "--model", "qb", "--version="]),
        Place(["push", "model", "--version", "v2", "--model="]),
        Place(["tag", "--model", "qb", "--"], ["v1"]),
        Place(["show", "--model", "qb", "--"], mayBeUnknown: true),
    ]

    @Test(arguments: places) func isRefused(_ place: Place) throws {
        #expect(HostileText.all.count >= 200)
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let before = try Self.everything(in: fixture)
            // "latest" is reserved, and a good reference.
            for text in HostileText.all where !(place.mayBeUnknown && text == "latest") {
                let outcome = try fixture.run(place.arguments(text))
                let isExpected =
                    outcome.exitCode == 2 || place.mayBeUnknown && outcome.exitCode == 5
                #expect(isExpected, "\(quoted(text)): \(outcome.ending) \(outcome.errorText)")
                try Self.expectSentence(outcome, text)
            }
            #expect(try Self.everything(in: fixture) == before)
        }
    }

    /// Well formed and unknown is 5; what has no form is 2.
    @Test func referencesAreToldApart() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let unknown = [
                "v2", "active", "previous", "latest~1", "#2", "#9999999999", "nope@v1", "qb@v2",
                "active@{2026-01-01T00:00:00Z}", "deadbeef", "latest~9223372036854775807",
            ]
            for text in unknown {
                let outcome = try fixture.run("show", text)
                #expect(outcome.exitCode == 5, "\(text): \(outcome.errorText)")
            }
            for text in ["v1", "latest", "latest~0", "#1", "qb@v1", "qb@#1"] {
                #expect(try fixture.run("show", text).exitCode == 0, "\(text)")
            }
        }
    }

    /// A path in a version is looked up among its files, whatever it says.
    @Test func pathsOfAVersionLeadNowhereElse() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            for text in HostileText.all {
                let outcome = try fixture.run("cat", "v1", "--", text)
                #expect(outcome.exitCode == 5, "\(quoted(text)): \(outcome.errorText)")
                try Self.expectSentence(outcome, text)
            }
        }
    }

    /// An empty path is no path: least of all the working directory.
    @Test(arguments: [
        ["push", ""], ["push", "model", ""], ["get", "v1", ""], ["mount", ""], ["umount", ""],
        ["init", ""], ["list", "--store", ""],
    ])
    func anEmptyPathIsMalformed(_ arguments: [String]) throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let before = try Self.everything(in: fixture)
            let outcome = try fixture.run(arguments)
            #expect(outcome.exitCode == 2, "\(arguments): \(outcome.errorText)")
            #expect(try Self.everything(in: fixture) == before)
        }
    }

    /// What a script's unset variable leaves behind is no value of an option either.
    @Test(arguments: [
        ["push", "model", "--version="], ["push", "model", "--run-id="],
        ["push", "model", "--dataset-version="], ["push", "model", "--dataset-version", " "],
        ["push", "model", "--metrics-file="], ["push", "model", "--location="],
        ["push", "model", "--location", "file:///x", "--location", ""],
        ["push", "model", "--exclude="], ["push", "model", "--label="],
        ["push", "model", "--label", "a="], ["push", "model", "--label", "=b"],
        ["push", "model", "--metric="], ["push", "model", "--metric", "a="],
        ["push", "model", "--metric", "=1"], ["push", "model", "--artefact="],
        ["push", "model", "--artefact", "a="], ["push", "model", "--parent="],
        ["push", "model", "--created="], ["push", "model", "--model="], ["list", "--where="],
        ["list", "--sort="], ["verify", "--repair-from="], ["verify", "v1", "--repair-from", ""],
        ["promote", "v1", "-m", ""], ["promote", "v1", "-m", "x", "--if-current="],
        ["rollback", "-m", "x", "--to="], ["log", "--at="], ["tag", ""],
    ])
    func anEmptyValueIsMalformed(_ arguments: [String]) throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let before = try Self.everything(in: fixture)
            let outcome = try fixture.run(arguments)
            #expect(outcome.exitCode == 2, "\(arguments): \(outcome.ending) \(outcome.errorText)")
            let option = arguments.last { $0.hasPrefix("-") }?.split(separator: "=")[0] ?? ""
            if arguments[0] == "push", !["--version", "--model", "--parent"].contains(option) {
                #expect(outcome.errorText.contains(option), "\(outcome.errorText)")
            }
            #expect(try Self.everything(in: fixture) == before)
        }
    }

    /// Bytes that are not UTF-8 reach the program through a shell.
    @Test func argumentsThatAreNotUTF8() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            for (line, exit) in [
                ("push model --version $'v\\xff'", "2"), ("push model --model $'\\xc3('", "2"),
                ("show $'\\xed\\xa0\\x80'", "2"), ("cat v1 $'\\xff'", "5"), ("push $'m\\xff'", "5"),
            ] {
                var environment = fixture.environment
                environment["STORE"] = StoreBinary.path
                let said = try ChildCommand(
                    "bash", ["-c", "\"$STORE\" \(line); echo \"exit $?\""],
                    environment: environment, directory: fixture.directory
                ).run(timeout: .seconds(20)).checked()
                #expect(said == "exit \(exit)\n", "\(line)")
            }
        }
    }

    /// It ended by itself, printed nothing, and said in printable text what is wrong.
    private static func expectSentence(_ outcome: ChildOutcome, _ text: String) throws {
        #expect(outcome.output.isEmpty, "\(quoted(text))")
        #expect(outcome.errorText.hasPrefix("store: "), "\(quoted(text)): \(outcome.errorText)")
        #expect(outcome.errors.count < 8192, "\(quoted(text))")
        let isPrintable = outcome.errorText.unicodeScalars.allSatisfy { scalar in
            scalar == "\n" || quoted(String(scalar)).unicodeScalars.contains(scalar)
        }
        #expect(isPrintable, "\(quoted(text)): \(outcome.errors)")
    }

    /// Every name below the fixture's directory, but for what pushes write into tmp/ and packs/.
    private static func everything(in fixture: CommandFixture) throws -> String {
        try ChildCommand(
            "find", [".", "-path", "./store/packs", "-prune", "-o", "-print"],
            directory: fixture.directory
        ).run(timeout: .seconds(20)).checked()
    }
}
