import Reports
import Testing

@testable import Migration

@Suite struct SummaryTextTests {
    /// A run of which the counts are given, apart from its checkpoint.
    private static func overview(
        _ outcomes: [Outcome: Int],
        failures: [FailureGroup] = [],
        isDryRun: Bool = false
    ) async throws -> RunOverview {
        let run = try await TestRun(manifest: "api_id,integration_id,timeout_in_millis\na,b,50\n")
        var info = try await run.overview().info
        info.id = "20261123T170300Z-ab12"
        info.rowCount = outcomes.values.reduce(0, +)
        info.startedAt = info.createdAt
        info.endedAt = info.createdAt + 61
        info.secondsActive = 61.24
        info.calls = CallCounts(calls: 1000, throttled: 4, conflicts: 1, retries: 5)
        return RunOverview(
            checkpointPath: "rows.csv.checkpoint",
            info: info,
            summary: RunSummary(outcomes: outcomes, failures: failures),
            isDryRun: isDryRun
        )
    }

    private static func failure(_ code: String, _ count: Int, line: Int, _ message: String) -> FailureGroup {
        FailureGroup(
            outcome: .failed,
            code: code,
            kind: "the request was refused",
            count: count,
            exampleLine: line,
            exampleMessage: message
        )
    }

    @Test func aRunWithFailuresSaysWhichAndWhatToTypeNext() async throws {
        var overview = try await Self.overview(
            [.updated: 1180, .unchanged: 12, .failed: 12],
            failures: [
                Self.failure("BadRequestException", 10, line: 17, "Invalid integration URI"),
                Self.failure("NotFoundException", 2, line: 40, "Unable to find\nIntegration\u{7}"),
            ]
        )
        overview.reportPaths = ["out.csv", "out.json"]
        overview.nextCommand = "apigw-migrate apply rows.csv"
        #expect(
            SummaryText(overview).text == """
                Run 20261123T170300Z-ab12 of rows.csv: ended, 12 rows not done
                  1180 updated
                    12 unchanged
                    12 failed
                  1204 rows

                1000 calls in 1 min 01 s, 4 throttled (0.4 %), 1 conflict, 5 retries

                Failures by kind:
                  10 BadRequestException: the request was refused
                     rows.csv:17: Invalid integration URI
                   2 NotFoundException: the request was refused
                     rows.csv:40: Unable to find\\nIntegration\\u{7}

                An update is not live on a stage without auto-deploy until a deployment is made \
                (aws apigatewayv2 create-deployment).

                Report: out.csv
                Report: out.json

                Next: apigw-migrate apply rows.csv

                """
        )
    }

    @Test func aStoppedRunSaysWhyAndWhatIsLeft() async throws {
        var overview = try await Self.overview([.unchanged: 1, .pending: 9])
        overview.info.endReason = "interrupted"
        overview = RunOverview(checkpointPath: "x", info: overview.info, summary: overview.summary)
        let text = SummaryText(overview).text
        #expect(
            text.hasPrefix(
                "Run 20261123T170300Z-ab12 of rows.csv: stopped: interrupted\n   1 unchanged\n   9 pending\n"
            )
        )
        #expect(!text.contains("deployment"))
    }

    @Test func aDryRunSaysWhatWouldBeUpdated() async throws {
        var overview = try await Self.overview([.unchanged: 1, .planned: 9], isDryRun: true)
        #expect(
            SummaryText(overview).text.hasPrefix(
                """
                Dry run 20261123T170300Z-ab12 of rows.csv: complete
                   9 would update
                   1 unchanged
                  10 rows

                """
            )
        )
        overview.summary.outcomes = [.unchanged: 1, .planned: 5, .pending: 4]
        #expect(SummaryText(overview).text.contains("\n   5 would update\n   1 unchanged\n   4 not examined\n"))
    }

    private static func parked(_ id: Int64, rows: Int) -> MigrationGroup {
        MigrationGroup(
            id: id,
            credentials: CredentialSet(profile: "team\(id)"),
            region: "eu-west-1",
            accountID: id == 1 ? "111122223333" : nil,
            openRows: rows,
            parking: Parking(code: "ExpiredTokenException", reason: "GetApis: expired\u{1B}[2J")
        )
    }

    @Test func parkedGroupsAreNamedWithTheirReasonAndWhatGoesOn() async throws {
        var overview = try await Self.overview([.updated: 9, .pending: 12])
        overview.info.endReason = "2 of 3 groups parked"
        overview.info.command = "apigw-migrate apply rows.csv"
        overview = RunOverview(checkpointPath: "x", info: overview.info, summary: overview.summary)
        overview.parked = [Self.parked(1, rows: 11), Self.parked(2, rows: 1)]
        let text = SummaryText(overview).text
        #expect(text.hasPrefix("Run 20261123T170300Z-ab12 of rows.csv: stopped: 2 of 3 groups parked\n"))
        let section = """

            Parked: nothing more is sent for these groups, and their rows are pending.
              GetApis: expired\\u{1B}[2J
                11 rows of profile team1, eu-west-1 (account 111122223333)
                1 row of profile team2, eu-west-1
            Once that is put right,
            """
        #expect(text.contains("\(section) the same command goes on with these rows: apigw-migrate apply rows.csv\n\n"))
        overview.nextCommand = overview.info.command
        #expect(SummaryText(overview).text.contains("\(section) the command below goes on with these rows.\n\n"))
        overview.nextCommand = nil
        overview.state = .running
        let running = "Once that is put right and the run has ended, the same command goes on"
        #expect(SummaryText(overview).text.contains(running))
    }

    /// It said of groups that nothing more is sent for them while the run asked for them again and again.
    @Test func groupsThatCannotBeReachedAreSaidToBeTriedAgainWhileTheRunGoesOn() async throws {
        var overview = try await Self.overview([.pending: 3])
        overview.parked = [Self.parked(1, rows: 1), Self.parked(2, rows: 2)]
        overview.parked[1].parking = Parking(code: "Unreachable", reason: "cannot be reached since 12:01")
        overview.state = .running
        let text = SummaryText(overview).text
        #expect(
            text.contains(
                """
                Parked: these groups are tried again until the others are done; their rows are pending.
                  cannot be reached since 12:01
                    2 rows of profile team2, eu-west-1
                When the run ends before they answer, the same command goes on
                """
            )
        )
        #expect(text.contains("\nParked: nothing more is sent for these groups"))
        overview.state = .complete
        #expect(!SummaryText(overview).text.contains("tried again"))
    }

    @Test func manyParkedGroupsAreCounted() async throws {
        var overview = try await Self.overview([.pending: 300])
        overview.parked = (1...300).map { Self.parked($0, rows: 1) }
        let text = SummaryText(overview).text
        #expect(text.contains("    1 row of profile team10, eu-west-1\n    and 290 groups more, 290 rows\n"))
        #expect(!text.contains("team11"))
        for index in overview.parked.indices { overview.parked[index].parking?.code = "Code\(index)" }
        let reasons = SummaryText(overview).text
        #expect(
            reasons.contains(
                "    1 row of profile team10, eu-west-1\n  and for other reasons 290 groups more, 290 rows\n"
            )
        )
    }

    @Test func manyKindsOfFailuresAreCounted() async throws {
        let failures = (1...13).map { Self.failure("Code\($0)", 20 - $0, line: $0, "message") }
        let overview = try await Self.overview([.failed: failures.reduce(0) { $0 + $1.count }], failures: failures)
        let text = SummaryText(overview).text
        #expect(
            text.contains(
                "  10 Code10: the request was refused\n     rows.csv:10: message\n     and 3 kinds more, 24 rows\n"
            )
        )
        #expect(!text.contains("Code11"))
    }

    @Test func theStyleGetsEveryPieceThatMayHaveAColour() async throws {
        let overview = try await Self.overview(
            [.updated: 1, .failed: 1],
            failures: [Self.failure("E", 1, line: 2, "message")]
        )
        let text = SummaryText(overview).lines.map { line in
            line.text { role, text in if case .outcome(let outcome) = role { "<\(outcome)>\(text)</>" } else { text } }
                + "\n"
        }.joined()
        #expect(text.contains("  1 <updated>updated</>\n  1 <failed>failed</>\n"))
        #expect(text.contains("  1 <failed>E</>: the request was refused\n"))
    }

    @Test func aHostileCheckpointCannotDriveTheTerminal() async throws {
        var overview = try await Self.overview(
            [.failed: 1],
            failures: [Self.failure("\u{1B}]0;x\u{7}", 1, line: 1, "\u{9B}31m\u{202E}evil")]
        )
        overview.info.id = "\u{1B}c"
        overview.info.manifestPath = "a\rb"
        overview.reportPaths = ["r\u{1B}"]
        let text = SummaryText(overview).text
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value < 0x7F) })
    }

    @Test func theStateFollowsFromWhatTheCheckpointSays() async throws {
        func state(
            _ change: (inout RunInfo) -> Void,
            pending: Int = 1,
            planned: Int = 0
        ) async throws -> RunOverview.State {
            var overview = try await Self.overview([.pending: pending, .planned: planned, .updated: 1])
            overview.info.endedAt = nil
            change(&overview.info)
            return RunOverview(checkpointPath: "x", info: overview.info, summary: overview.summary).state
        }
        #expect(try await state { $0.startedAt = nil } == .notStarted)
        #expect(try await state { _ in } == .unfinished)
        #expect(try await state { $0.endReason = "too many failures" } == .stopped("too many failures"))
        #expect(try await state({ _ in }, pending: 0) == .complete)
        #expect(try await state({ $0.endReason = "complete" }, pending: 0, planned: 2) == .planned)
        #expect(try await state({ $0.endReason = "interrupted" }, pending: 1, planned: 2) == .stopped("interrupted"))
    }
}
