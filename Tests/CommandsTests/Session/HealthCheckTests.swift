import Testing

@testable import Commands
@testable import Migration

/// What the exit code of a health check means, and what the check knows.
@Suite struct HealthCheckTests {
    private static let wave = Wave(number: 1, name: "canary", outcomes: [.updated: 9, .failed: 1], openCount: 2)

    private static func check(_ command: String, timeout: Duration = .seconds(60)) -> HealthCheck {
        HealthCheck(
            command: command,
            timeout: timeout,
            environment: ["PATH": "/usr/bin:/bin"],
            runID: "RUN",
            checkpoint: "rows.csv.checkpoint"
        )
    }

    @Test(
        arguments: [
            ("exit 0", .passed), ("exit 1", .failed), ("exit 2", .unclear), ("no-such-program", .unclear),
            ("kill -9 $$", .unclear),
        ] as [(String, Wave.Verdict)]
    )
    func theExitCodeIsTheAnswer(_ command: String, _ verdict: Wave.Verdict) async {
        #expect(await Self.check(command).answer(on: Self.wave, of: 3).verdict == verdict)
    }

    @Test func aCheckThatHangsIsUnclear() async {
        let answer = await Self.check("exec sleep 1000", timeout: .zero).answer(on: Self.wave, of: 3)
        #expect(answer.verdict == .unclear)
    }

    @Test func theCheckKnowsTheRunAndTheWave() async {
        let answer = await Self.check("env | grep ^APIGW_MIGRATE_ | sort").answer(on: Self.wave, of: 3)
        #expect(
            answer.report == """
                APIGW_MIGRATE_CHECKPOINT=rows.csv.checkpoint
                APIGW_MIGRATE_DRIFTED=0
                APIGW_MIGRATE_FAILED=1
                APIGW_MIGRATE_PENDING=2
                APIGW_MIGRATE_RUN_ID=RUN
                APIGW_MIGRATE_UNCHANGED=0
                APIGW_MIGRATE_UPDATED=9
                APIGW_MIGRATE_WAVE=canary
                APIGW_MIGRATE_WAVES=3

                """
        )
    }
}
