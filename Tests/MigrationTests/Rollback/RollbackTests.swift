import APIGatewayV2
import Foundation
import Records
import Sandbox
import Testing

@testable import Migration

/// A rollback is a run of its own whose rows are the inverse of another run's.
@Suite("Rollback", .timeLimit(.minutes(10)))
struct RollbackTests {
    private static func integration(_ members: String) throws -> Integration {
        var object = try #require(JSONValue(parsing: members).object)
        object["integrationId"] = "i"
        return try Integration(json: .object(object))
    }

    /// What the service makes of the inverse's request must be what was there before.
    @Test(arguments: [
        (#"{"timeoutInMillis":30000}"#, #"{"timeoutInMillis":77}"#),
        (#"{"description":"a"}"#, #"{}"#),
        (#"{}"#, #"{"description":"b"}"#),
        (#"{"requestParameters":{"a":"1","b":"2"}}"#, #"{"requestParameters":{"a":"9","c":"3"}}"#),
        (#"{}"#, #"{"requestParameters":{"a":"1"}}"#),
        (#"{"requestParameters":{"a":"1"}}"#, #"{}"#),
        (
            #"{"responseParameters":{"404":{"a":"1"}}}"#,
            #"{"responseParameters":{"404":{"a":"2","b":"3"},"500":{"c":"4"}}}"#
        ),
        (#"{"responseParameters":{"404":{"a":"1"},"500":{"b":"2"}}}"#, #"{"responseParameters":{"404":{"a":"1"}}}"#),
        (#"{}"#, #"{"responseParameters":{"404":{"a.b":"1"}}}"#),
        (#"{"requestParameters":{"overwrite:header.x":"1"}}"#, #"{"requestParameters":{"overwrite:header.x":"2"}}"#),
        (#"{"tlsConfig":{"serverNameToVerify":"a"}}"#, #"{"tlsConfig":{"serverNameToVerify":"b"}}"#),
        (#"{}"#, #"{"tlsConfig":{"serverNameToVerify":"b"}}"#),
        (#"{"integrationUri":" odd\u00a0"}"#, #"{"integrationUri":"arn:x"}"#),
    ])
    func theInverseOfAnUpdateLeadsBack(_ before: String, _ after: String) throws {
        let (old, new) = (try Self.integration(before), try Self.integration(after))
        let inverse = InverseRow(
            target: Target(profile: "p", roleARN: nil, region: "r", apiID: "a", integrationID: "i"),
            accountID: "000000000001",
            members: Member.allCases,
            before: old,
            after: new
        )
        let row = try InverseRow.row(number: 1, line: 1, record: inverse.record)
        #expect(row.target == inverse.target)
        #expect(row.accountID == "000000000001")
        #expect(new.applying(row.update).values == old.values)
        #expect(row.notRestorable.isEmpty)
        for (member, expectation) in row.expectations { #expect(expectation.isMet(by: new.values[member])) }
        #expect(row.expectations.contains { !$0.value.isMet(by: old.values[$0.key]) })
    }

    @Test func aMemberThatNoRequestUnsetsIsNotRestorable() throws {
        let (old, new) = (
            try Self.integration("{}"), try Self.integration(#"{"timeoutInMillis":77,"description":"x"}"#)
        )
        let inverse = InverseRow(
            target: Target(apiID: "a", integrationID: "i"),
            accountID: nil,
            members: Member.allCases,
            before: old,
            after: new
        )
        let row = try InverseRow.row(number: 1, line: 1, record: inverse.record)
        #expect(row.notRestorable == [.timeoutInMillis])
        let plan = RowPlan(LaneRow(row: row, isAmbiguous: false), live: new, protocolType: nil)
        #expect(plan.update.members == [.description])
        #expect(plan.notRestorable == [.timeoutInMillis])
    }

    private static let columns =
        "api_id,integration_id,timeout_in_millis,description,request_parameters.append:header.x\n"

    private func manifest(_ rows: Int) -> String {
        Self.columns + (1...rows).map { "api0000001,int000\($0),\(70 + $0),d\($0),v\($0)\n" }.joined()
    }

    /// Makes the way back of a run.
    private func rollback(of run: EngineHarness) async throws -> EngineHarness {
        let source = try await Checkpoint.openForReading(path: run.path)
        return try await EngineHarness(inverting: source, url: run.url)
    }

    private func images(_ sandbox: SandboxServer) -> [SandboxIntegration] {
        sandbox.state.integrations(apiID: "api0000001") ?? []
    }

    @Test func applyThenRollbackIsTheStateFromBefore() async throws {
        try await withSandbox(.init(state: .generated(apis: 1, integrations: 9))) { sandbox in
            let before = images(sandbox)
            let run = try await EngineHarness(manifest(9), url: sandbox.url)
            #expect(try await run.run() == nil)
            let between = images(sandbox)
            #expect(between != before)

            let back = try await rollback(of: run)
            #expect(try await back.run() == nil)
            #expect(try await back.outcomes() == Array(repeating: .updated, count: 9))
            #expect(images(sandbox) == before)

            // A rollback can be rolled back.
            let forth = try await rollback(of: back)
            #expect(try await forth.run() == nil)
            #expect(images(sandbox) == between)
        }
    }

    @Test func onlyWhatTheRunHasUpdatedIsPutBackAndWhatSomebodyHasChangedSinceIsLeftAlone() async throws {
        try await withSandbox(.init(state: .generated(apis: 1, integrations: 5))) { sandbox in
            var third = try #require(sandbox.state.integration("int0003", apiID: "api0000001"))
            third.timeoutInMillis = 73
            third.description = "d3"
            third.requestParameters = ["append:header.x": "v3"]
            try sandbox.state.put(third, apiID: "api0000001")
            let run = try await EngineHarness(manifest(5), url: sandbox.url)
            #expect(try await run.run() == nil)
            #expect(try await run.outcomes()[2] == .unchanged)

            var fourth = try #require(sandbox.state.integration("int0004", apiID: "api0000001"))
            fourth.timeoutInMillis = 5000
            try sandbox.state.put(fourth, apiID: "api0000001")
            var fifth = try #require(sandbox.state.integration("int0005", apiID: "api0000001"))
            fifth.credentialsARN = "arn:aws:iam::000000000001:role/x"
            fifth.requestParameters?["append:header.y"] = "of somebody else"
            try sandbox.state.put(fifth, apiID: "api0000001")

            let back = try await rollback(of: run)
            #expect(try await back.run() == nil)
            let rows = try await back.rows()
            #expect(rows.map(\.integrationID) == ["int0001", "int0002", "int0004", "int0005"])
            #expect(rows.map(\.outcome) == [.updated, .updated, .drifted, .updated])
            #expect(sandbox.state.integration("int0003", apiID: "api0000001") == third)
            #expect(sandbox.state.integration("int0004", apiID: "api0000001") == fourth)
            let last = try #require(sandbox.state.integration("int0005", apiID: "api0000001"))
            #expect(last.requestParameters == ["append:header.y": "of somebody else"])
            #expect(last.credentialsARN == fifth.credentialsARN)
        }
    }

    @Test func aMemberThatCannotBeTakenBackIsNamedAndTheOthersAreRestored() async throws {
        let state = SandboxState.generated(apis: 1, integrations: 1)
        state.put(SandboxAPI(apiID: "socket", name: "chat", protocolType: "WEBSOCKET"))
        try state.put(SandboxIntegration(integrationID: "ws", integrationURI: "arn:x"), apiID: "socket")
        try await withSandbox(.init(state: state)) { sandbox in
            let before = try #require(state.integration("ws", apiID: "socket"))
            let columns = "api_id,integration_id,content_handling_strategy,description\n"
            let run = try await EngineHarness(columns + "socket,ws,CONVERT_TO_TEXT,new\n", url: sandbox.url)
            #expect(try await run.run() == nil)
            let back = try await rollback(of: run)
            #expect(try await back.run() == nil)
            let row = try #require(try await back.rows().first)
            #expect(row.outcome == .failed)
            #expect(row.errorCode == "NotRestorable")
            #expect(row.errorMessage?.hasPrefix("content_handling_strategy was not set before") == true)
            var expected = before
            expected.contentHandlingStrategy = "CONVERT_TO_TEXT"
            #expect(state.integration("ws", apiID: "socket") == expected)
        }
    }

    /// The run was killed and is rolled back without having been resumed.
    @Test func whatAKilledRunHasSentWithoutAnAnswerIsPutBackToo() async throws {
        try await withSandbox(.init(state: .generated(apis: 1, integrations: 3))) { sandbox in
            let before = images(sandbox)
            let run = try await EngineHarness(manifest(3), url: sandbox.url)
            sandbox.fail(.resetAfter, operation: .updateIntegration, integrationID: "int0002")
            // The third row was leased by a process that was killed before it was sent.
            let checkpoint = try await Checkpoint.open(path: run.path)
            let third = try #require(before.last)
            let image = try Integration(
                json: JSONValue(parsing: String(decoding: JSONEncoder().encode(third), as: UTF8.self))
            )
            try await checkpoint.write([.lease(row: 3, beforeImage: image)])
            try await checkpoint.close()
            _ = try await run.run(maxAttempts: 1) { control, tally in
                while tally.counts[.updated] < 1 { await Task.yield() }
                control.stop(.signal(2))
            }
            let back = try await rollback(of: run)
            #expect(try await back.run() == nil)
            #expect(try await back.outcomes().allSatisfy { $0 == .updated || $0 == .unchanged })
            #expect(images(sandbox) == before)
        }
    }

    @Test func aRunWithoutSnapshotHasNoWayBack() async throws {
        try await withSandbox(.init(state: .generated(apis: 1, integrations: 2))) { sandbox in
            let run = try await EngineHarness(manifest(2), url: sandbox.url)
            var options = EngineOptions.unlimited
            options.readsFirst = false
            #expect(try await run.run(options) == nil)
            let back = try await rollback(of: run)
            #expect(try await back.run() == nil)
            #expect(try await back.rows().map(\.errorCode) == ["NotRestorable", "NotRestorable"])
            #expect(sandbox.statistics.calls[.updateIntegration] == 2)
        }
    }

    @Test func theWholeImagesAreKeptWithMembersThatThisVersionDoesNotKnow() throws {
        let text =
            #"{"integrationId":"i","timeoutInMillis":100,"newMember":{"a":[1,2]},"apiGatewayManaged":true,"x":null}"#
        let integration = try Integration(json: JSONValue(parsing: text))
        #expect(
            try integration.json
                == JSONValue(
                    parsing:
                        #"{"timeoutInMillis":100,"integrationId":"i","newMember":{"a":[1,2]},"apiGatewayManaged":true}"#
                )
        )
        #expect(try Integration(json: integration.json) == integration)
    }
}
