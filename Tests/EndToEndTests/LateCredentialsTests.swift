import Foundation
import Sandbox
import Testing

/// One source of credentials that takes long does not hold up the groups of the others.
@Suite(.turns)
struct LateCredentialsTests {
    @Test func groupsWhoseCredentialsAreThereBegin() async throws {
        let task = Timeouts(apis: 2, integrations: 5)
        try await withSandbox(SandboxConfiguration(state: task.state)) { sandbox in
            try await Workbench.with { bench in
                let mark = bench.homeURL("go").path
                let keys =
                    "\"AccessKeyId\":\"\(SandboxServer.accessKeyID())\","
                    + "\"SecretAccessKey\":\"\(SandboxServer.secretAccessKey)\""
                try bench.writeHome(
                    "slow.sh",
                    """
                    while [ ! -e \(mark) ]; do sleep 0.05; done
                    echo '{"Version":1,\(keys)}'

                    """
                )
                try bench.writeHome(
                    ".aws/config",
                    "[profile slow]\ncredential_process = /bin/sh \(bench.homeURL("slow.sh").path)\n"
                )
                // The rows of the second API wait for the program.
                let rows = task.rows.enumerated().map { index, row in
                    "\(row.apiID),\(row.integrationID),\(row.timeout),\(row.description),\(index < 5 ? "" : "slow")\n"
                }
                try bench.write(
                    "rows.csv",
                    "api_id,integration_id,timeout_in_millis,description,profile\n" + rows.joined()
                )
                let child = try bench.start("apply", "rows.csv", on: sandbox)
                try await child.until { sandbox.statistics.updatesApplied.count == 5 }
                #expect(task.unmet(in: sandbox.state).count == 5)
                try Data().write(to: URL(filePath: mark))
                let result = try await child.end()
                #expect(result.ending == .exit(0))
                #expect(result.output.contains("\n  10 updated\n  10 rows\n"))
                #expect(result.errors.contains("waiting for the credentials of profile slow (1 of 2)"))
                #expect(task.unmet(in: sandbox.state).isEmpty)
            }
        }
    }

    @Test func aSignalDoesNotWaitForCredentialsThatAreLate() async throws {
        let task = Timeouts(apis: 2, integrations: 3)
        try await withSandbox(SandboxConfiguration(state: task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.writeHome("hang.sh", "exec sleep 1000\n")
                try bench.writeHome(
                    ".aws/config",
                    "[profile slow]\ncredential_process = /bin/sh \(bench.homeURL("hang.sh").path)\n"
                )
                let rows = task.rows.enumerated().map { index, row in
                    "\(row.apiID),\(row.integrationID),\(row.timeout),\(index < 3 ? "" : "slow")\n"
                }
                try bench.write("rows.csv", "api_id,integration_id,timeout_in_millis,profile\n" + rows.joined())
                let child = try bench.start("apply", "rows.csv", on: sandbox)
                try await child.until { sandbox.statistics.updatesApplied.count == 3 }
                child.signal(SIGINT)
                let result = try await bench.ended(child, on: sandbox)
                #expect(result.ending == .exit(130))
                #expect(result.output.contains("\n  3 updated\n  3 pending\n  6 rows\n"))
            }
        }
    }
}
