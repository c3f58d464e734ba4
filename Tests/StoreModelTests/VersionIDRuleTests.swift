import StoreModel
import Testing

@Suite("The form of version ids")
struct VersionIDRuleTests {
    @Test(
        "what each form allows",
        arguments: [
            (
                .semver,
                [
                    "1.0.0", "0.0.0", "10.20.30", "1.0.0-rc.1", "1.0.0-0.a-b", "1.0.0+05",
                    "1.0.0-a+b.1",
                ]
            ),
            (.integer, ["0", "1", "20261120"]),
            (.datetime, ["v20261120_140000", "v20261120_140000-2", "v20240229_235959-10"]),
            (.any, ["old", "1.0.0", "v20261120_140000"]),
        ] as [(VersionIDRule, [String])])
    func allowed(_ rule: VersionIDRule, _ ids: [String]) throws {
        for id in ids + [rule.example] { #expect(try rule.allows(VersionID(id)), "\(id)") }
    }

    @Test(
        "and what it does not",
        arguments: [
            (
                .semver,
                [
                    "1", "1.0", "1.0.0.0", "v1.0.0", "01.0.0", "1.0.0-01", "1.0.0-", "1.0.0+",
                    "1.0.0-a..b", "1.0.0+a+b", "1.0.0_1", "1..0",
                ]
            ),
            (.integer, ["01", "1.0", "1a", "v1", "1-2"]),
            (
                .datetime,
                [
                    "v20261120", "20261120_140000", "v20261131_140000", "v20261120_240000",
                    "v20261120_140000-", "v20261120_140000-02", "v20261120_140000x",
                    "v20230229_000000",
                    "v20261120-140000",
                ]
            ),
        ] as [(VersionIDRule, [String])])
    func refused(_ rule: VersionIDRule, _ ids: [String]) throws {
        for id in ids { #expect(try !rule.allows(VersionID(id)), "\(id)") }
    }
}
