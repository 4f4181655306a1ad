import Foundation
import Testing

@testable import Sandbox

/// The state that the demo and the README use: its APIs work for their clients, before and after their functions are changed.
@Suite struct SampleStateTests {
    private static let scope = SandboxScope(account: "111122223333", region: "us-east-1")

    private func state() throws -> SandboxState {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../samples/sandbox.jsonl")
        return try SandboxState(jsonLines: Data(contentsOf: file))
    }

    /// How many routes answer with each status, of the stages as they are deployed.
    private func statuses(_ state: SandboxState) async throws -> [Int: Int] {
        let bench = ServiceBench(SandboxConfiguration(state: state))
        var counts: [Int: Int] = [:]
        for api in state.apis(in: Self.scope) {
            let stage = try #require(state.stages(apiID: api.apiID, in: Self.scope)?.first).stageName
            for route in state.routes(apiID: api.apiID, in: Self.scope) ?? [] {
                let key = route.routeKey.split(separator: " ").map(String.init)
                let path = key[key.count - 1].replacing("{id}", with: "7").replacing("{proxy+}", with: "a/b")
                let target = "/invoke/\(api.apiID)/\(stage)/" + (path.hasPrefix("/") ? String(path.dropFirst()) : path)
                let method = key.count > 1 && key[0] != "ANY" ? key[0] : "GET"
                counts[try await bench.send(.unsigned(method, target), at: 0).status, default: 0] += 1
            }
        }
        return counts
    }

    /// Points every integration on a Lambda function to another version of it, in what stages deploy by themselves.
    private func change(_ state: SandboxState, to version: String) throws {
        for api in state.apis(in: Self.scope) {
            for var integration in state.integrations(apiID: api.apiID, in: Self.scope) ?? [] {
                integration.integrationURI = integration.integrationURI?.replacing(
                    /-v\d\/invocations$/,
                    with: "-\(version)/invocations"
                )
                try state.put(integration, apiID: api.apiID, in: Self.scope)
            }
        }
    }

    @Test func everyRouteAnswersBeforeAndAfterTheMoveToTheSecondVersion() async throws {
        let state = try state()
        #expect(state.apis(in: Self.scope).count == 20)
        #expect(try await statuses(state) == [200: 220])
        try change(state, to: "v2")
        #expect(try await statuses(state) == [200: 220])
    }

    /// Four APIs and no more have a stage that somebody must deploy; their clients see no change.
    @Test func functionsThatAreNotThereAreSeenByClients() async throws {
        let state = try state()
        try change(state, to: "v3")
        let manual = state.apis(in: Self.scope).filter { api in
            state.stages(apiID: api.apiID, in: Self.scope)?.contains { $0.autoDeploy != true } == true
        }
        #expect(manual.map(\.name) == ["payments", "checkout", "invoices", "search"])
        #expect(try await statuses(state) == [200: 60, 500: 160])
    }

    @Test func someAPIsBelongToAStack() throws {
        let state = try state()
        let stacks = state.apis(in: Self.scope).compactMap { $0.tags?["aws:cloudformation:stack-name"] }
        #expect(stacks == ["orders-prod", "payments-prod", "payments-prod"])
    }
}
