import Foundation
import Testing

/// HTTP/2 where a server offers it, and HTTP/1.1 where it does not. The server is hypercorn, which `scripts/setup --tests`
/// installs; `APIGW_MIGRATE_TEST_PYTHON` names the Python that has it, as `scripts/test` does.
@Suite(.turns)
struct HTTPVersionTests {
    private static let python = ProcessInfo.processInfo.environment["APIGW_MIGRATE_TEST_PYTHON"]
    private static let rows = 200

    private static var manifest: String {
        var text = "api_id,integration_id,timeout_in_millis\n"
        for row in 0..<rows { text += "api\(row / 10),int\(row),77\n" }
        return text
    }

    @Test(
        .enabled(if: python != nil, "APIGW_MIGRATE_TEST_PYTHON names no Python with hypercorn; scripts/test does"),
        arguments: [(["h2", "http/1.1"], "2"), (["http/1.1"], "1.1")]
    )
    func whatTheServerOffersIsSpoken(_ offered: [String], _ version: String) async throws {
        let python = URL(fileURLWithPath: try #require(Self.python))
        try await Workbench.with { bench in
            let input = Pipe()
            let arguments = [Repository.httpsServer.path, "."] + offered
            let server = try bench.start(python, arguments, input: input.fileHandleForReading)
            try await server.until { try server.outputSoFar().hasSuffix("\n") }
            let port = try server.outputSoFar().trimmingCharacters(in: .newlines)
            try bench.write("rows.csv", Self.manifest)
            let result = try await bench.run(
                "apply",
                "rows.csv",
                "--no-snapshot",
                "--no-sign-request",
                "--rate",
                "unlimited",
                "--endpoint-url",
                "https://127.0.0.1:\(port)",
                "--ca-bundle",
                "ca.pem"
            )
            #expect(result.ending == .exit(0))
            #expect(result.output.contains("\n  \(Self.rows) updated\n"))
            let spoken = try bench.text("versions").split(separator: "\n")
            #expect(spoken == Array(repeating: version[...], count: Self.rows))
            try input.fileHandleForWriting.close()
            #expect(try await server.end().ending == .exit(0))
        }
    }
}
