import AWSCore
import Migration
import Sandbox
import TestSupport
import Testing

@Suite("Engine", .timeLimit(.minutes(10)))
struct EngineTests {
    private func state(apis: Int = 1, integrations: Int = 3, accounts: Int = 1) -> SandboxState {
        .generated(accounts: accounts, apis: apis, integrations: integrations)
    }

    private func manifest(apis: Int, integrations: Int, columns: String = "timeout_in_millis", value: String) -> String
    {
        var text = "api_id,integration_id,\(columns)\n"
        for api in 1...apis {
            for integration in 1...integrations {
                text += "\(Self.api(api)),\(Self.integration(integration)),\(value)\n"
            }
        }
        return text
    }

    private static func api(_ number: Int) -> String { "api" + padded(number, 7) }
    private static func integration(_ number: Int) -> String { "int" + padded(number, 4) }
    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: width - digits.count) + digits
    }

    @Test func aRowTravelsTheWholeWay() async throws {
        try await withSandbox(.init(state: state())) { sandbox in
            let run = try await EngineHarness(
                "api_id,integration_id,timeout_in_millis\napi0000001,int0002,1234\n",
                url: sandbox.url
            )
            #expect(try await run.run() == nil)
            let row = try #require(try await run.rows().first)
            #expect(row.outcome == .updated)
            #expect(row.httpStatus == 200)
            #expect(row.attempts == 1)
            #expect(row.requestID?.isEmpty == false)
            #expect(row.before == #"{"timeoutInMillis":30000}"#)
            #expect(row.after == #"{"timeoutInMillis":1234}"#)
            #expect(sandbox.state.integration("int0002", apiID: "api0000001")?.timeoutInMillis == 1234)
            #expect(sandbox.statistics.calls == [.getIntegrations: 1, .updateIntegration: 1])
        }
    }

    @Test func aRowWhoseValuesHoldIsUnchangedAndNothingIsSent() async throws {
        try await withSandbox(.init(state: state())) { sandbox in
            let run = try await EngineHarness(manifest(apis: 1, integrations: 3, value: "30000"), url: sandbox.url)
            #expect(try await run.run() == nil)
            #expect(try await run.outcomes() == [.unchanged, .unchanged, .unchanged])
            // 30,000 ms depends on the protocol, so the APIs are listed once.
            #expect(sandbox.statistics.calls == [.getAPIs: 1, .getIntegrations: 1])
        }
    }

    @Test func aRowWhoseExpectationIsNotMetIsDriftedAndNotSent() async throws {
        try await withSandbox(.init(state: state())) { sandbox in
            let run = try await EngineHarness(
                """
                api_id,integration_id,timeout_in_millis,expect.timeout_in_millis
                api0000001,int0001,100,5000
                api0000001,int0002,100,30000

                """,
                url: sandbox.url
            )
            #expect(try await run.run() == nil)
            let rows = try await run.rows()
            #expect(rows.map(\.outcome) == [.drifted, .updated])
            #expect(rows[0].errorMessage == "timeout_in_millis is 30000, not what the row expects")
            #expect(sandbox.statistics.calls[.updateIntegration] == 1)
        }
    }

    @Test func aTimeoutAboveAWebSocketsCeilingFailsUnsent() async throws {
        let state = state()
        state.put(SandboxAPI(apiID: "socket", name: "chat", protocolType: "WEBSOCKET"))
        try state.put(SandboxIntegration(integrationID: "ws", integrationURI: "arn:x"), apiID: "socket")
        try await withSandbox(.init(state: state)) { sandbox in
            let run = try await EngineHarness(
                "api_id,integration_id,timeout_in_millis\nsocket,ws,29500\napi0000001,int0001,29500\n",
                url: sandbox.url
            )
            #expect(try await run.run() == nil)
            let rows = try await run.rows()
            #expect(rows.map(\.outcome) == [.failed, .updated])
            #expect(rows[0].errorCode == "InvalidForProtocol")
            #expect(sandbox.statistics.calls[.updateIntegration] == 1)
        }
    }

    @Test func anIntegrationOrAPIThatIsNotThereFailsItsRowOnly() async throws {
        try await withSandbox(.init(state: state())) { sandbox in
            let run = try await EngineHarness(
                """
                api_id,integration_id,timeout_in_millis
                api0000001,gone,100
                nosuchapi,int0001,100
                api0000001,int0001,100

                """,
                url: sandbox.url
            )
            #expect(try await run.run() == nil)
            let rows = try await run.rows()
            #expect(rows.map(\.outcome) == [.failed, .failed, .updated])
            #expect(rows.map(\.errorCode) == ["NotFoundException", "NotFoundException", nil])
            #expect(rows[1].httpStatus == 404)
        }
    }

    @Test func rowsOfOneAPIAreNeverWrittenAtTheSameTime() async throws {
        var configuration = SandboxConfiguration(state: state(apis: 6, integrations: 12), latency: .milliseconds(2))
        // The first write of a group goes alone.
        configuration.rules = [SandboxRule(.hold, operation: .updateIntegration, after: 1)]
        try await withSandbox(configuration) { sandbox in
            let run = try await EngineHarness(manifest(apis: 6, integrations: 12, value: "99"), url: sandbox.url)
            let reason = try await run.run { _, _ in
                await until { sandbox.heldCalls == 6 }
                sandbox.lift(.hold)
            }
            #expect(reason == nil)
            #expect(try await run.outcomes().allSatisfy { $0 == .updated })
            #expect(sandbox.statistics.maximumConcurrentWrites.values.allSatisfy { $0 == 1 })
            #expect(sandbox.statistics.conflicts == 0)
        }
    }

    @Test(arguments: [SandboxFault.resetAfter, .truncated, .garbage])
    func anUpdateWhoseAnswerWasLostIsResolvedByReading(fault: SandboxFault) async throws {
        try await withSandbox(.init(state: state())) { sandbox in
            sandbox.fail(fault, operation: .updateIntegration)
            let run = try await EngineHarness(
                "api_id,integration_id,timeout_in_millis\napi0000001,int0001,77\n",
                url: sandbox.url
            )
            #expect(try await run.run(maxAttempts: 1) == nil)
            let row = try #require(try await run.rows().first)
            #expect(row.outcome == .updated)
            #expect(row.after == #"{"timeoutInMillis":77}"#)
            #expect(sandbox.statistics.calls[.updateIntegration] == 1)
        }
    }

    @Test func anUpdateThatWasLostBeforeItArrivedFails() async throws {
        try await withSandbox(.init(state: state())) { sandbox in
            sandbox.fail(.resetBefore, operation: .updateIntegration, times: 5)
            let run = try await EngineHarness(
                "api_id,integration_id,timeout_in_millis\napi0000001,int0001,77\n",
                url: sandbox.url
            )
            #expect(try await run.run(maxAttempts: 2) == nil)
            let row = try #require(try await run.rows().first)
            #expect(row.outcome == .failed)
            #expect(row.errorCode == "ConnectionLost")
            #expect(sandbox.state.integration("int0001", apiID: "api0000001")?.timeoutInMillis == 30000)
        }
    }

    @Test(arguments: [SandboxFault.status500, .status503, .resetBefore, .resetAfter, .truncated, .garbage])
    func everyRowIsAppliedUnderFaults(fault: SandboxFault) async throws {
        let configuration = SandboxConfiguration(
            state: state(apis: 5, integrations: 10),
            faults: [fault: 0.2],
            seed: 7
        )
        try await withSandbox(configuration) { sandbox in
            let run = try await EngineHarness(manifest(apis: 5, integrations: 10, value: "60"), url: sandbox.url)
            // A read that answers garbage is an error of its rows; the next session tries them again.
            for _ in 1...20 {
                #expect(try await run.run(maxAttempts: 20) == nil)
                if try await run.outcomes().allSatisfy({ $0 == .updated }) { break }
                let checkpoint = try await Checkpoint.open(path: run.path)
                try await checkpoint.reopenFailedRows()
                try await checkpoint.close()
            }
            #expect(try await run.outcomes().allSatisfy { $0 == .updated })
            for api in 1...5 {
                let live = try #require(sandbox.state.integrations(apiID: Self.api(api)))
                #expect(live.allSatisfy { $0.timeoutInMillis == 60 })
            }
        }
    }

    @Test func credentialsOfAnotherAccountFailTheRowUnsent() async throws {
        try await withSandbox(.init(state: state())) { sandbox in
            let run = try await EngineHarness(
                """
                api_id,integration_id,timeout_in_millis,account_id
                api0000001,int0001,77,000000000002
                api0000001,int0002,77,000000000001
                api0000001,int0003,77,

                """,
                url: sandbox.url
            )
            #expect(try await run.run(asksIdentities: true) == nil)
            let rows = try await run.rows()
            #expect(rows.map(\.outcome) == [.failed, .updated, .updated])
            #expect(rows[0].errorCode == "WrongAccount")
            #expect(rows.map(\.accountID) == Array(repeating: "000000000001", count: 3))
            #expect(sandbox.statistics.calls[.getCallerIdentity] == 1)
        }
    }

    @Test func tooManyFailuresStopTheRunAndLeaveTheRestPending() async throws {
        let state = state(apis: 1, integrations: 60)
        try await withSandbox(.init(state: state)) { sandbox in
            sandbox.fail(.status500, operation: .updateIntegration, times: 1000)
            let run = try await EngineHarness(manifest(apis: 1, integrations: 60, value: "77"), url: sandbox.url)
            var options = EngineOptions.unlimited
            options.failureLimit = .count(4)
            guard case .tooManyFailures(let breach)? = try await run.run(options, maxAttempts: 1), breach.count == 5
            else {
                Issue.record("the run was not stopped")
                return
            }
            let outcomes = try await run.outcomes()
            #expect(outcomes.filter { $0 == .failed }.count == 5)
            #expect(outcomes.filter { $0 == .pending }.count == 55)
        }
    }

    @Test func theLimitHoldsForRowsThatFailUnsentToo() async throws {
        try await withSandbox(.init(state: state(apis: 1, integrations: 60))) { sandbox in
            let rows = (1...60).map { "api0000001,\(Self.integration($0)),77,000000000002\n" }.joined()
            let manifest = "api_id,integration_id,timeout_in_millis,account_id\n" + rows
            let run = try await EngineHarness(manifest, url: sandbox.url)
            var options = EngineOptions.unlimited
            options.failureLimit = .count(4)
            guard case .tooManyFailures(let breach)? = try await run.run(options), breach.count == 5 else {
                Issue.record("the run was not stopped")
                return
            }
            #expect(try await run.outcomes().filter { $0 == .failed }.count == 5)
        }
    }

    @Test func aDryRunDecidesEveryRowAndSendsNothing() async throws {
        try await withSandbox(.init(state: state())) { sandbox in
            let run = try await EngineHarness(
                """
                api_id,integration_id,timeout_in_millis,description
                api0000001,int0001,77,
                api0000001,int0002,30000,
                api0000001,gone,30000,

                """,
                url: sandbox.url
            )
            var options = EngineOptions.unlimited
            options.isDryRun = true
            #expect(try await run.run(options) == nil)
            let rows = try await run.rows()
            #expect(rows.map(\.outcome) == [.planned, .unchanged, .failed])
            #expect(rows[0].before == #"{"timeoutInMillis":30000}"#)
            #expect(rows[0].after == #"{"timeoutInMillis":77}"#)
            #expect(sandbox.statistics.calls[.updateIntegration] == nil)
        }
    }

    @Test func withoutSnapshotNothingIsRead() async throws {
        try await withSandbox(.init(state: state(apis: 3, integrations: 3))) { sandbox in
            let run = try await EngineHarness(manifest(apis: 3, integrations: 3, value: "30000"), url: sandbox.url)
            var options = EngineOptions.unlimited
            options.readsFirst = false
            #expect(try await run.run(options) == nil)
            #expect(try await run.outcomes().allSatisfy { $0 == .updated })
            #expect(sandbox.statistics.calls == [.updateIntegration: 9])
        }
    }
}
