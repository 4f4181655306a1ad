import ArgumentParser
import Testing

@testable import Commands
@testable import Migration

/// The options of `apply`, as typed and as meant.
@Suite struct ApplyCommandTests {
    private func parse(_ arguments: String...) throws -> ApplyCommand { try parse(arguments) }

    private func parse(_ arguments: [String]) throws -> ApplyCommand {
        try #require(try RootCommand.parseAsRoot(["apply"] + arguments) as? ApplyCommand)
    }

    @Test func theDefaultsAreThoseOfTheManual() throws {
        let command = try parse("rows.csv")
        #expect(command.pace.concurrency == 64)
        #expect(command.pace.rate.perSecond == 8)
        #expect(command.pace.maxRate == nil)
        #expect(command.pace.options(isDryRun: false).maxRate == 8)
        #expect(command.pace.burst == 32)
        #expect(command.pace.maxAttempts == 8)
        #expect(command.limits.maxFailures == nil)
        #expect(!command.snapshot.skipsSnapshot)
        #expect(command.manifest.format == .auto)
        #expect(command.output.progress == .auto)
        #expect(command.output.output == .text)
        #expect(command.connection.verifySSL)
        #expect(command.connection.signRequest)
        #expect(command.connection.connectTimeout == 60)
        #expect(command.connection.readTimeout == 60)
        var options = command.pace.options(isDryRun: command.run.dryRun)
        command.snapshot.apply(to: &options)
        #expect(options.readsFirst)
        #expect(!options.isDryRun)
    }

    @Test func theOptionsHaveTheNamesOfTheManual() throws {
        let command = try parse([
            "--profile", "prod", "--region", "eu-west-1", "--endpoint-url", "http://127.0.0.1:1", "--ca-bundle",
            "ca.pem",
            "--no-verify-ssl", "--no-sign-request", "--connect-timeout", "1.5", "--read-timeout", "0", "--format",
            "tsv",
            "--checkpoint", "x", "--restart", "--skip-failed", "--concurrency", "1", "--rate", "unlimited", "--burst",
            "1",
            "--max-attempts", "1", "--max-failures", "5%", "--no-snapshot", "--allow-empty", "--passthrough", "a, b,c",
            "--report", "r.csv", "--report", "r.json", "--progress", "json", "--output", "json", "--yes", "rows.tsv",
        ])
        #expect(command.connection.profile == "prod")
        #expect(!command.connection.verifySSL)
        #expect(!command.connection.signRequest)
        #expect(command.connection.readTimeout == 0)
        #expect(command.pace.rate.perSecond == nil)
        #expect(command.limits.maxFailures == .percent(5))
        #expect(command.snapshot.skipsSnapshot)
        #expect(command.manifest.input.passthrough == ["a", "b", "c"])
        #expect(command.manifest.input.format == .tsv)
        #expect(command.manifest.input.path == "rows.tsv")
        #expect(command.output.reports.paths == ["r.csv", "r.json"])
    }

    @Test(
        arguments: [
            (["--rate", "4"], 4), (["--max-rate", "8"], 8), (["--rate", "4", "--max-rate", "9.5"], 9.5),
            (["--max-rate", "unlimited"], nil), (["--rate", "unlimited"], nil),
            (["--rate", "unlimited", "--max-rate", "unlimited"], nil),
        ] as [([String], Double?)]
    )
    func theMaximumRateIsAtLeastTheRate(_ arguments: [String], _ rate: Double?) throws {
        #expect(try parse(["rows.csv"] + arguments).pace.options(isDryRun: false).maxRate == rate)
    }

    @Test func aHyphenIsStandardInput() throws {
        let command = try parse("-", "--checkpoint", "x.checkpoint")
        #expect(command.manifest.readsStandardInput)
        #expect(command.manifest.input.path == nil)
        #expect(try parse("-", "-n").run.dryRun)
    }

    @Test(arguments: [
        ["-"], [], ["a.csv", "b.csv"], ["rows.csv", "--rate", "0"], ["rows.csv", "--rate", "-1"],
        ["rows.csv", "--rate", "nan"],
        ["rows.csv", "--rate", "inf"], ["rows.csv", "--max-rate", "7.9"], ["rows.csv", "--max-rate", "0"],
        ["rows.csv", "--rate", "unlimited", "--max-rate", "1000"], ["rows.csv", "--concurrency", "0"],
        ["rows.csv", "--concurrency", "1001"],
        ["rows.csv", "--burst", "0"], ["rows.csv", "--max-attempts", "0"], ["rows.csv", "--max-failures", "-1"],
        ["rows.csv", "--max-failures", "x%"], ["rows.csv", "--connect-timeout", "-1"],
        ["rows.csv", "--read-timeout", "nan"],
        ["rows.csv", "--report", "r.xlsx"], ["rows.csv", "--report", "r.csv", "--report", "r.csv"],
        ["rows.csv", "-n", "--no-snapshot"], ["rows.csv", "-n", "--checkpoint", "x"],
        ["rows.csv", "--progress", "loud"],
        ["rows.csv", "--verify-ssl", "--no-verify-ssl"],
    ])
    func whatMakesNoSenseIsRefusedBeforeAnythingIsDone(_ arguments: [String]) {
        #expect(throws: (any Error).self) { try parse(arguments) }
    }
}
