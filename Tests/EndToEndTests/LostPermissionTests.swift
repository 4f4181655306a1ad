import Foundation
import Sandbox
import Testing

/// A role that is refused in the middle of a run.
@Suite(.turns)
struct LostPermissionTests {
    private static let role = "arn:aws:iam::000000000001:role/migration"

    private func config(_ bench: Workbench) throws {
        try bench.writeHome(
            ".aws/config",
            """
            [profile source]
            aws_access_key_id = \(SandboxServer.accessKeyID())
            aws_secret_access_key = \(SandboxServer.secretAccessKey)
            [profile migration]
            role_arn = \(Self.role)
            source_profile = source

            """
        )
    }

    private static func manifest(_ task: Timeouts) -> String {
        "profile,"
            + task.manifest.split(separator: "\n").enumerated()
            .map { $0.offset == 0 ? String($0.element) : "migration,\($0.element)" }.joined(separator: "\n") + "\n"
    }

    /// Nothing more is asked of a role that has lost its permission: the rows that are left stay pending, and the same
    /// command does them once it has it again.
    @Test func aRoleThatIsRefusedInTheMiddleIsAskedNoMore() async throws {
        let task = Timeouts(apis: 4, integrations: 10)
        try await withSandbox(SandboxConfiguration(state: task.state)) { sandbox in
            try await Workbench.with { bench in
                var bench = bench.withoutKeys(endpointURL: sandbox.url)
                bench.environment["AWS_REGION"] = "us-east-1"
                try config(bench)
                try bench.write("rows.csv", Self.manifest(task))
                sandbox.add(SandboxRule(.forbid, operation: .updateIntegration, subject: .role(Self.role), after: 12))
                let command = ["apply", "rows.csv", "--rate", "unlimited", "--concurrency", "4", "--progress", "off"]
                let result = try await bench.start(command).end()
                #expect(result.ending == .exit(77))
                #expect(result.output.contains(": stopped: credentials refused\n  12 updated\n"))
                #expect(result.output.contains("\nParked: nothing more is sent for these groups"))
                let applied = sandbox.statistics.updatesApplied.count
                #expect(applied == 12)
                // The four in flight when the first one is refused, one more in its slot, and one for each of the others that was
                // answered well before and is heard later: then a refusal may still be one API's alone.
                #expect((2...2 * 4).contains(sandbox.statistics.calls[.updateIntegration, default: 0] - applied))
            }
        }
    }
}
