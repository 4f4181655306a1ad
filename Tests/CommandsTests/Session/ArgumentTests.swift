import ArgumentParser
import Testing

@testable import Commands
@testable import Migration

/// Arguments with a meaning of their own.
@Suite struct ArgumentTests {
    @Test(
        arguments: [
            ("0", 0), ("90s", 90), ("10m", 600), ("1.5h", 5400), ("24h", 86_400), ("7d", 604_800), ("", nil),
            ("10", nil),
            ("m", nil), ("-1m", nil), ("infs", nil), ("nanh", nil), ("400d", nil), ("10 m", nil),
        ] as [(String, Double?)]
    )
    func timesHaveAUnit(_ text: String, _ seconds: Double?) {
        #expect(DurationArgument(argument: text)?.seconds == seconds)
    }

    @Test(arguments: [("24h", 86_400.0), ("90s", 90), ("10m", 600), ("0", 0)])
    func timesAreShownAsTheyAreTyped(_ text: String, _ seconds: Double) {
        #expect(DurationArgument(seconds: seconds).defaultValueDescription == text)
    }

    @Test(
        arguments: [
            ("stage=test,prod", "stage", ["test", "prod"]), ("stage=prod", "stage", ["prod"]),
            ("a b=x=1,y", "a b", ["x=1", "y"]), ("stage", nil, []), ("=a", nil, []), ("stage=", nil, []),
            ("stage=a,", nil, []), ("stage=a,a", nil, []),
        ] as [(String, String?, [String])]
    )
    func wavesNameAColumnAndItsValuesInOrder(_ text: String, _ column: String?, _ values: [String]) {
        let waves = WaveColumn(text)
        #expect(waves?.column == column)
        #expect(waves?.values ?? [] == values)
    }

    @Test(arguments: [("50", 50), ("0", 0), ("all", nil)] as [(String, Int?)])
    func aPlanShowsSomeRowsOrAll(_ text: String, _ limit: Int?) throws {
        #expect(try #require(ShowArgument(argument: text)).limit == limit)
    }

    @Test(arguments: ["-1", "many", ""])
    func otherNumbersOfRowsAreRefused(_ text: String) {
        #expect(ShowArgument(argument: text) == nil)
    }

    @Test(arguments: [
        ["pause"], ["resume"], ["promote"], ["stop"], ["rate", "2"], ["rate", "unlimited"], ["concurrency", "8"], [],
    ])
    func whatARunningRunCanBeTold(_ words: [String]) throws {
        _ = try RootCommand.parseAsRoot(["control", "x.checkpoint"] + words)
    }

    @Test(arguments: [
        ["pause", "now"], ["rate"], ["rate", "0"], ["rate", "fast"], ["concurrency"], ["concurrency", "0"], ["show"],
        ["halt"], ["rate", "1", "2"],
    ])
    func whatItCannotBeToldIsRefused(_ words: [String]) {
        #expect(throws: (any Error).self) { try RootCommand.parseAsRoot(["control", "x.checkpoint"] + words) }
    }

    @Test(arguments: [
        ["--approve", "0123"], ["--approve", "0123456789abcdeg"], ["--max-plan-age", "soon"], ["--canary", "0"],
        ["--canary", "101%"], ["--waves", "stage"], ["--bake", "10"], ["--on-unhealthy", "rollback"],
        ["--max-failures-per-group", "-1"], ["--max-drifted", "x"],
    ])
    func limitsOfASessionAreCheckedBeforeAnythingIsDone(_ options: [String]) {
        #expect(throws: (any Error).self) { try RootCommand.parseAsRoot(["apply", "rows.csv"] + options) }
    }
}
