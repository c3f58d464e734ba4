import Hashing
import StoreCommands
import StoreModel
import Testing

@Suite struct RenderingTests {
    private let now = Timestamp(milliseconds: 1_767_225_600_000)

    @Test func aPipeGetsWholeValuesAndTabs() throws {
        var table = Table("NAME", "DIGEST", "BYTES", "WHEN")
        table.add(
            Cell("a"), .digest(.ofNothing), .bytes(2048), .time(now.advanced(by: -90_000), now: now)
        )
        let text = table.text(.pipe)
        #expect(
            text == "a\t\(Digest.ofNothing.hex)\t2048\t2025-12-31T23:58:30.000Z\n")
    }

    @Test func aTerminalGetsAlignedColumns() throws {
        var table = Table("NAME", "DIGEST", "BYTES", "WHEN")
        table.add(
            Cell("a"), .digest(.ofNothing), .bytes(2048), .time(now.advanced(by: -90_000), now: now)
        )
        table.add(Cell("longer"), .digest(.ofNothing), .bytes(3), .time(now, now: now))
        let expected = """
            NAME    DIGEST          BYTES  WHEN
            a       e3b0c44298fc  2.0 KiB  1 min ago
            longer  e3b0c44298fc      3 B  now

            """
        #expect(table.text(.terminal) == expected)
    }

    @Test func controlCharactersNeverReachATable() {
        let cell = Cell("a\u{1B}[31m\n\tb\u{202E}c")
        #expect(cell.human == "a\\u{1B}[31m\\n\\tb\\u{202E}c")
        #expect(cell.plain == cell.human)
        #expect(Cell("ünïcode 模型").human == "ünïcode 模型")
    }

    @Test func colourOnlyWhereItIsWanted() {
        #expect(Palette.none.paint("x", .red) == "x")
        #expect(Palette.ansi.paint("x", .red) == "\u{1B}[31mx\u{1B}[0m")
    }

    @Test(
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"),
            (1_048_576, "1.0 MiB"), (150 << 20, "150 MiB"), (3 << 30, "3.0 GiB"),
            (1 << 50, "1.0 PiB"),
        ] as [(UInt64, String)])
    func bytes(_ count: UInt64, _ text: String) { #expect(Humane.bytes(count) == text) }

    @Test(
        arguments: [
            (0, "now"), (30, "30 s ago"), (120, "2 min ago"), (7200, "2 h ago"),
            (3 * 86_400, "3 d ago"), (100 * 86_400, "2025-09-23"), (-50, "now"),
        ] as [(Int64, String)])
    func ages(_ seconds: Int64, _ text: String) {
        #expect(Humane.age(of: now.advanced(by: -seconds * 1000), now: now) == text)
    }

    @Test(
        arguments: [
            ("4096", 4096), ("4K", 4096), ("4KiB", 4096), ("4kB", 4096), ("2G", 2 << 30),
            ("1T", 1 << 40),
            ("", nil), ("G", nil), ("4X", nil), ("-1", nil), ("99999999T", nil), ("1.5G", nil),
        ] as [(String, UInt64?)])
    func byteCounts(_ text: String, _ bytes: UInt64?) { #expect(ByteCount.parse(text) == bytes) }
}
