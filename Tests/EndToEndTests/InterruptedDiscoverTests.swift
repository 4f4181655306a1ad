import Foundation
import Sandbox
import Testing

/// `discover` that is interrupted, killed, or cannot write: what was written is whole, and the rest is named.
@Suite(.turns)
struct InterruptedDiscoverTests {
    private static let regions = ["eu-west-1", "us-east-1"]
    private static let silent = "us-east-1"
    private static let arguments = [
        "discover", "--regions", "eu-west-1,us-east-1", "--set", "description=d", "--out", "rows.csv", "--progress",
        "json",
    ]

    /// Five APIs of five integrations in each of two regions, of which one stops answering after two of its APIs.
    private func withTask(_ body: @Sendable (Workbench, SandboxServer) async throws -> Void) async throws {
        let state = SandboxState.generated(apis: 5, integrations: 5, regions: Self.regions)
        var configuration = SandboxConfiguration(state: state, hangLimit: .seconds(600))
        configuration.rules = [
            SandboxRule(.silence, operation: .getIntegrations, subject: .region(Self.silent), after: 2)
        ]
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in try await body(bench, sandbox) }
        }
    }

    /// One region has been read, and the other one has sent what will not be answered.
    private static func isWaiting(_ child: ChildProcess, _ sandbox: SandboxServer) throws -> Bool {
        try sandbox.statistics.calls[.getIntegrations] == 10 && child.errorsSoFar().contains(#"{"done":1,"total":2,"#)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func whatWasReadIsWrittenAndTheRestIsNamedWithoutWaitingForAnswers(_ signal: Int32) async throws {
        try await withTask { bench, sandbox in
            try bench.write("rows.csv", "as it was")
            let child = try bench.start(Self.arguments + ["--read-timeout", "0"], on: sandbox)
            try await child.until { try Self.isWaiting(child, sandbox) }
            #expect(try bench.text("rows.csv") == "as it was")
            child.signal(signal)
            let result = try await bench.ended(child, on: sandbox)
            #expect(result.ending == .exit(128 + signal))
            #expect(result.errors.hasPrefix("\nStopping: what has been read is written."))
            #expect(result.errors.contains("not read: the default credentials, us-east-1: interrupted\""))
            #expect(
                result.errors.contains("1 account and region not read to the end; the manifest lacks what is there")
            )
            let rows = Table(try bench.data("rows.csv")).rows
            #expect(rows.count { $0["region"] == "eu-west-1" } == 25)
            #expect(rows.allSatisfy { $0["description"] == "d" && $0["info.api_gateway_managed"] == "" })
            let valid = try await bench.run("validate", "rows.csv")
            #expect(valid.ending == .exit(0), "\(valid.errors)")
            #expect(try bench.files() == ["rows.csv"])
        }
    }

    @Test func aSecondSignalLeavesWithoutAManifest() async throws {
        try await withTask { bench, sandbox in
            let child = try bench.start(Self.arguments + ["--read-timeout", "0"], on: sandbox)
            try await child.until { try Self.isWaiting(child, sandbox) }
            child.signal(SIGINT)
            child.signal(SIGINT)
            let result = try await bench.ended(child, on: sandbox)
            // The first one may have been all that it took.
            #expect([.exit(130), .signal(SIGINT)].contains(result.ending))
            #expect(try bench.files().isSubset(of: ["rows.csv"]))
        }
    }

    @Test func aKillLeavesTheManifestThatWasThere() async throws {
        try await withTask { bench, sandbox in
            try bench.write("rows.csv", "as it was")
            let child = try bench.start(Self.arguments, on: sandbox)
            try await child.until { try Self.isWaiting(child, sandbox) }
            child.signal(SIGKILL)
            #expect(try await child.end().ending == .signal(SIGKILL))
            #expect(try bench.text("rows.csv") == "as it was")
        }
    }

    @Test func anAPIThatCannotBeReadIsNamedAndTheOthersAreRead() async throws {
        let state = SandboxState.generated(apis: 5, integrations: 5)
        var configuration = SandboxConfiguration(state: state)
        configuration.rules = [SandboxRule(.forbid, operation: .getIntegrations, after: 3)]
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in
                let arguments = ["discover", "--set", "description=d", "--out", "rows.csv"]
                let found = try await bench.run(arguments, on: sandbox)
                #expect(found.ending == .exit(1))
                #expect(found.errors.contains("us-east-1: 2 APIs, such as API api000000"))
                #expect(found.errors.contains(": GetIntegrations: AccessDeniedException (HTTP 403)"))
                #expect(Table(try bench.data("rows.csv")).rows.count == 15)
            }
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
    func aFullDiskIsNamed() async throws {
        let state = SandboxState.generated(apis: 5, integrations: 5)
        try await withSandbox(SandboxConfiguration(state: state)) { sandbox in
            try await Workbench.with { bench in
                let full = bench.url("rows.csv")
                let device = URL(fileURLWithPath: "/dev/full")
                try FileManager.default.createSymbolicLink(at: full, withDestinationURL: device)
                let found = try await bench.run(
                    ["discover", "--set", "description=d", "--out", "rows.csv"],
                    on: sandbox
                )
                #expect(found.ending == .exit(74))
                #expect(found.errors == "apigw-migrate: rows.csv: cannot be written: the disk is full\n")
            }
        }
    }

    /// Enough rows that they do not fit into a pipe.
    @Test func aReaderThatHasGoneEndsItWithoutAComplaint() async throws {
        let state = SandboxState.generated(apis: 40, integrations: 50)
        try await withSandbox(SandboxConfiguration(state: state)) { sandbox in
            try await Workbench.with { bench in
                let connection = Workbench.connection(sandbox).joined(separator: " ")
                let discover = "'\(Binaries.tool.path)' discover --set description=d \(connection)"
                let script = "{ \(discover); echo $? > code; } | head -n 1"
                let result = try await bench.start(URL(fileURLWithPath: "/bin/sh"), ["-c", script]).end()
                #expect(result.output.hasPrefix("api_id,integration_id,region"))
                #expect(!result.errors.contains("apigw-migrate: "), "\(result.errors)")
                #expect(try bench.text("code") == "74\n")
            }
        }
    }
}
