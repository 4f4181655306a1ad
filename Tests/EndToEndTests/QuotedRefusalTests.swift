import Foundation
import Sandbox
import Testing

/// A server that quotes what it was sent, or sends control characters, gets neither secrets nor controls onto the screen or
/// into a file.
@Suite(.turns)
struct QuotedRefusalTests {
    private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYzzDISTINCTIVE=="
    private static let token = "FwoGZXIvYXdzEDISTINCTIVE//token+more=="
    private static let reports = ["r.csv", "r.json", "r.jsonl", "r.txt"]

    /// What the sandbox does with every update.
    enum Refusal: CaseIterable {
        /// 403: nobody has this key.
        case key
        /// 403: the key may read and not write.
        case permission
        /// 400
        case value
        /// 500
        case failure
    }

    private func configuration(_ refusal: Refusal, _ task: Timeouts) -> SandboxConfiguration {
        var configuration = SandboxConfiguration(state: task.state, checksSignatures: refusal == .key)
        switch refusal {
        case .permission: configuration.rules = [SandboxRule(.forbid, operation: .updateIntegration)]
        case .failure: configuration.faults = [.status500: 1]
        case .key, .value: break
        }
        return configuration
    }

    /// Runs `update-integration --debug` and `apply` with all its reports.
    private func results(_ refusal: Refusal, _ bench: Workbench, _ sandbox: SandboxServer) async throws -> [ChildProcess
        .Result]
    {
        // A link is needed for it, which only the service asks for.
        let member = refusal == .value ? ("--connection-type", "VPC_LINK") : ("--timeout-in-millis", "900")
        let call = try bench.start([
            "update-integration", "--endpoint-url", sandbox.url, "--api-id", "api0000001", "--integration-id",
            "int0001",
            member.0, member.1, "--debug",
        ])
        let column = member.0.dropFirst(2).replacing("-", with: "_")
        try bench.write("rows.csv", "api_id,integration_id,\(column)\napi0000001,int0001,\(member.1)\n")
        let command = ["apply", "rows.csv", "--max-attempts", "2", "--progress", "json"]
        return [
            try await call.end(),
            try await bench.run(command + Self.reports.flatMap { ["--report", $0] }, on: sandbox),
            try await bench.run("status", "rows.csv.checkpoint"), try await bench.run("report", "rows.csv.checkpoint"),
        ]
    }

    private func texts(_ results: [ChildProcess.Result], _ bench: Workbench) throws -> [(name: String, text: String)] {
        let files = try FileManager.default.contentsOfDirectory(atPath: bench.folder.path)
        return try results.flatMap { [("standard output", $0.output), ("standard error", $0.errors)] }
            + files.map { ($0, String(decoding: try bench.data($0), as: UTF8.self)) }
    }

    @Test(arguments: Refusal.allCases)
    func aRefusalThatQuotesTheRequestShowsNoSecret(_ refusal: Refusal) async throws {
        var configuration = configuration(refusal, Timeouts(apis: 1, integrations: 1))
        configuration.quotesRequests = true
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in
                var bench = bench
                bench.environment["AWS_SECRET_ACCESS_KEY"] = Self.secret
                bench.environment["AWS_SESSION_TOKEN"] = Self.token
                let results = try await results(refusal, bench, sandbox)
                #expect(results[0].ending != .exit(0) && results[1].ending != .exit(0))
                #expect(results[0].errors.contains("Authorization="))
                for (name, text) in try texts(results, bench) {
                    for secret in [Self.secret, Self.token, "FwoGZXIvYXdzE", "DISTINCTIVE"] {
                        #expect(!text.contains(secret), "\(secret) is in \(name)")
                    }
                    #expect(text.firstMatch(of: /Signature=[0-9a-f]{64}/) == nil, "a signature is in \(name)")
                }
            }
        }
    }

    @Test(arguments: [Refusal.permission, .value, .failure])
    func controlCharactersOfAServerStayOffTheScreen(_ refusal: Refusal) async throws {
        var configuration = configuration(refusal, Timeouts(apis: 1, integrations: 1))
        configuration.sendsControlCharacters = true
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in
                let results = try await results(refusal, bench, sandbox)
                for result in results {
                    for text in [result.output, result.errors] {
                        let controls = text.unicodeScalars.filter { scalar in
                            scalar != "\n"
                                && (scalar.properties.generalCategory == .control
                                    || "\u{202E}\u{2066}".unicodeScalars.contains(scalar))
                        }
                        #expect(controls.isEmpty, "\(controls.map { String($0.value, radix: 16) })")
                    }
                }
            }
        }
    }
}
