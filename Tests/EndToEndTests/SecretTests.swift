import Foundation
import Sandbox
import Testing

/// No credential is in anything that the tool says or writes.
@Suite(.turns)
struct SecretTests {
    /// With characters that are escaped in JSON, in URLs and in the shell.
    private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYzz\\distinctive=="
    private static let token = "FwoGZXIvYXdzEDISTINCTIVE//token+\"quoted\"=="
    private static let reports = ["r.csv", "r.json", "r.jsonl", "r.txt"]

    /// What must be nowhere: the secrets, their beginnings, and what a signed request carries.
    private static let forbidden = [
        secret, token, "wJalrXUtnFEMI", "FwoGZXIvYXdzEDISTINCTIVE", "Signature=", "AWS4-HMAC-SHA256", "authorization:",
        "x-amz-security-token", "hunter2",
    ]

    private func withSecrets(_ bench: Workbench) -> Workbench {
        var bench = bench
        bench.environment["AWS_SECRET_ACCESS_KEY"] = Self.secret
        bench.environment["AWS_SESSION_TOKEN"] = Self.token
        return bench
    }

    private func expectNoSecret(in bench: Workbench, _ results: [ChildProcess.Result]) throws {
        var texts = results.flatMap {
            [("standard output", Data($0.output.utf8)), ("standard error", Data($0.errors.utf8))]
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: bench.folder.path) {
            texts.append((name, try bench.data(name)))
        }
        for (name, data) in texts {
            let text = String(decoding: data, as: UTF8.self).lowercased()
            for word in Self.forbidden {
                #expect(!text.contains(word.lowercased()), "\(word) is in \(name)")
            }
        }
    }

    /// Runs everything that shows a run.
    private func views(_ checkpoint: String, _ bench: Workbench) async throws -> [ChildProcess.Result] {
        [
            try await bench.run("status", checkpoint), try await bench.run("status", checkpoint, "--output", "json"),
            try await bench.run("report", checkpoint),
            try await bench.run("report", checkpoint, "--as-manifest", "again.csv"),
        ]
    }

    @Test(arguments: [[], ["--no-snapshot"], ["--dry-run"]])
    func notOfARunThatGoesWellAndOfOneWithFailures(_ options: [String]) async throws {
        let task = Timeouts(apis: 3, integrations: 4)
        let faults: [SandboxFault: Double] = [.status500: 0.2, .resetAfter: 0.1, .garbage: 0.2, .truncated: 0.1]
        var configuration = SandboxConfiguration(state: task.state, faults: faults, seed: 3, checksSignatures: false)
        configuration.quota = SandboxConfiguration.Quota(rate: 50, burst: 5)
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in
                let bench = withSecrets(bench)
                try bench.write("rows.csv", task.manifest + "api0000001,gone,1000,\n")
                var command = ["apply", "rows.csv", "--max-attempts", "2", "--progress", "json"] + options
                command += Self.reports.flatMap { ["--report", $0] }
                var results = [try await bench.run(command, on: sandbox)]
                #expect(sandbox.statistics.totalCalls > 0)
                if options != ["--dry-run"] { results += try await views("rows.csv.checkpoint", bench) }
                try expectNoSecret(in: bench, results)
            }
        }
    }

    @Test func notWhenTheyAreRefused() async throws {
        let task = Timeouts(apis: 3, integrations: 4)
        try await withSandbox(SandboxConfiguration(state: task.state)) { sandbox in
            try await Workbench.with { bench in
                let bench = withSecrets(bench)
                try bench.write("rows.csv", task.manifest)
                let command = ["apply", "rows.csv"] + Self.reports.flatMap { ["--report", $0] }
                let result = try await bench.run(command, on: sandbox)
                #expect(result.ending == .exit(77))
                try expectNoSecret(in: bench, [result] + (try await views("rows.csv.checkpoint", bench)))
            }
        }
    }

    @Test func notInTheFilesOfARunThatWasKilled() async throws {
        let task = Timeouts(apis: 3, integrations: 4)
        var configuration = SandboxConfiguration(state: task.state, checksSignatures: false)
        configuration.rules = [SandboxRule(.hold, operation: .updateIntegration, after: 4)]
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in
                let bench = withSecrets(bench)
                try bench.write("rows.csv", task.manifest)
                let child = try bench.start("apply", "rows.csv", on: sandbox)
                try await child.until { sandbox.statistics.updatesApplied.count == 4 }
                child.signal(SIGKILL)
                let result = try await child.end()
                #expect(result.ending == .signal(SIGKILL))
                #expect(try bench.files().contains("rows.csv.checkpoint-wal"))
                try expectNoSecret(in: bench, [result])
            }
        }
    }

    @Test func notOfTheSharedFilesAndOfAProxy() async throws {
        let task = Timeouts(apis: 1, integrations: 2)
        try await Workbench.with { bench in
            var bench = bench
            bench.environment["AWS_ACCESS_KEY_ID"] = .some(nil)
            bench.environment["AWS_SECRET_ACCESS_KEY"] = .some(nil)
            bench.environment["http_proxy"] = "http://someone:hunter2@127.0.0.1:1"
            try bench.writeHome(
                ".aws/credentials",
                "[default]\naws_access_key_id = AKIA\naws_secret_access_key = \(Self.secret)\naws_session_token = \(Self.token)\n"
            )
            try bench.write("rows.csv", task.manifest)
            let reports = Self.reports.flatMap { ["--report", $0] }
            let command =
                ["apply", "rows.csv", "--endpoint-url", "http://127.0.0.2:1", "--max-attempts", "1"] + reports
            let result = try await bench.run(command)
            #expect(result.ending == .exit(75))
            try expectNoSecret(in: bench, [result] + (try await views("rows.csv.checkpoint", bench)))

            // A line of the file that cannot be read is not shown.
            try bench.writeHome(".aws/credentials", "[default]\naws_secret_access_key \(Self.secret)\n")
            let unreadable = try await bench.run(
                "apply",
                "rows.csv",
                "--checkpoint",
                "x",
                "--endpoint-url",
                "http://127.0.0.1:1"
            )
            #expect(unreadable.ending != .exit(0))
            try expectNoSecret(in: bench, [unreadable])
        }
    }
}
