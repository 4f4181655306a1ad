import Foundation
import Sandbox
import Testing

/// What the tool refuses to begin, and what it says then.
@Suite(.turns)
struct RefusalTests {
    private static let task = Timeouts(apis: 3, integrations: 4)

    private func withTask(_ body: @Sendable (Workbench, SandboxServer) async throws -> Void) async throws {
        try await withSandbox(SandboxConfiguration(state: Self.task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                try await body(bench, sandbox)
            }
        }
    }

    private func refused(_ code: Int32, _ errors: String) -> ChildProcess.Result {
        ChildProcess.Result(ending: .exit(code), output: "", errors: errors)
    }

    // MARK: Another run's checkpoint

    @Test func aChangedManifestIsRefusedWithWhatToDo() async throws {
        try await withTask { bench, sandbox in
            #expect(try await bench.run("apply", "rows.csv", on: sandbox).ending == .exit(0))
            let calls = sandbox.statistics.totalCalls
            let status = try await bench.run("status", "rows.csv.checkpoint")
            try bench.write("rows.csv", Self.task.manifest.replacing(",1003,", with: ",2003,"))
            let result = try await bench.run("apply", "rows.csv", on: sandbox)
            let errors = """
                apigw-migrate: rows.csv is not the manifest that rows.csv.checkpoint was made from. Put it back to go on with \
                that run; or start a new one with --restart, or beside it with another --checkpoint.

                """
            #expect(result == refused(65, errors))
            #expect(sandbox.statistics.totalCalls == calls)
            #expect(try await bench.run("status", "rows.csv.checkpoint") == status)

            let beside = try await bench.run("apply", "rows.csv", "--checkpoint", "other.checkpoint", on: sandbox)
            #expect(beside.ending == .exit(0))
            #expect(beside.output.contains("   1 updated\n  11 unchanged\n  12 rows\n"))
        }
    }

    @Test func restartSetsTheEarlierRunAside() async throws {
        try await withTask { bench, sandbox in
            #expect(try await bench.run("apply", "rows.csv", on: sandbox).ending == .exit(0))
            for number in 1...2 {
                let result = try await bench.run("apply", "rows.csv", "--restart", on: sandbox)
                #expect(result.errors == "The earlier checkpoint is now rows.csv.checkpoint.\(number).\n")
                #expect(result.output.hasPrefix("Run RUN of rows.csv: complete\n  12 unchanged\n  12 rows\n"))
                #expect(result.ending == .exit(0))
            }
            let old = try await bench.run("status", "rows.csv.checkpoint.1")
            #expect(old.output.hasPrefix("Run RUN of rows.csv: complete\n  12 updated\n  12 rows\n"))
        }
    }

    @Test func otherDefaultsThanTheRunBeganWithAreRefused() async throws {
        try await withTask { bench, sandbox in
            var bench = bench
            #expect(try await bench.run("apply", "rows.csv", on: sandbox).ending == .exit(0))
            let calls = sandbox.statistics.totalCalls

            let region = try await bench.run("apply", "rows.csv", "--region", "eu-west-1", on: sandbox)
            let regionErrors = """
                apigw-migrate: rows.csv.checkpoint was made with region 'us-east-1', now it is 'eu-west-1'. Go on with \
                --region us-east-1, or start anew with --restart.

                """
            #expect(region == refused(65, regionErrors))

            try bench.writeHome(
                ".aws/credentials",
                "[prod]\naws_access_key_id = \(SandboxServer.accessKeyID())\naws_secret_access_key = sandbox-secret\n"
            )
            let profile = try await bench.run("apply", "rows.csv", "--profile", "prod", on: sandbox)
            #expect(profile.ending == .exit(65))
            #expect(profile.errors.contains("rows.csv.checkpoint was made with profile "))
            #expect(profile.errors.contains("now it is 'prod'"))

            bench.environment["AWS_REGION"] = "eu-central-1"
            #expect(try await bench.run("apply", "rows.csv", on: sandbox).ending == .exit(65))
            let explicit = try await bench.run("apply", "rows.csv", "--region", "us-east-1", on: sandbox)
            #expect(explicit.ending == .exit(0))
            #expect(sandbox.statistics.totalCalls == calls)
        }
    }

    @Test func aSecondProcessIsRefusedAndTheStateIsShownMeanwhile() async throws {
        let task = Self.task
        try await withSandbox(SandboxConfiguration(state: task.state, hangLimit: .seconds(3600))) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", task.manifest)
                sandbox.fail(.hang, operation: .updateIntegration, integrationID: "int0002")
                let first = try bench.start("apply", "rows.csv", "--read-timeout", "0", on: sandbox)
                // The other lanes go on until their rows are done: 3 lanes of 4 rows, of which one lane stops at its second.
                try await first.until { sandbox.statistics.updatesApplied.count == 9 }

                for command in [["apply", "rows.csv"], ["apply", "rows.csv", "--restart"]] {
                    let second = try await bench.run(command, on: sandbox)
                    let errors =
                        "apigw-migrate: rows.csv.checkpoint: another apigw-migrate is working on it; wait for it or stop it\n"
                    #expect(second == refused(75, errors))
                }
                // Outcomes are written a moment after their answers.
                var status = try await bench.run("status", "rows.csv.checkpoint")
                while !status.output.contains("   9 updated\n") {
                    try Task.checkCancellation()
                    status = try await bench.run("status", "rows.csv.checkpoint")
                }
                #expect(status.ending == .exit(0))
                #expect(
                    status.output.hasPrefix("Run RUN of rows.csv: running\n   9 updated\n   3 pending\n  12 rows\n")
                )
                let json = try await bench.run("status", "rows.csv.checkpoint", "--output", "json")
                let object = try #require(
                    try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
                )
                #expect((object["run"] as? [String: Any])?["state"] as? String == "running")
                let groups = try #require(object["groups"] as? [[String: Any]])
                #expect(groups.map { $0["open_rows"] as? Int } == [3])
                #expect(groups.map { $0["region"] as? String } == ["us-east-1"])

                // A report of a run that is going on has every row.
                let report = try await bench.run("report", "rows.csv.checkpoint", "--report", "now.csv")
                #expect(report.ending == .exit(0))
                #expect(Table(try bench.data("now.csv")).counts("outcome") == ["updated": 9, "pending": 3])

                first.signal(SIGKILL)
                #expect(try await first.end().ending == .signal(SIGKILL))
            }
        }
    }

    @Test(arguments: ["hello\n", "", String(repeating: "SQLite format 3\0", count: 100)])
    func aFileThatIsNoCheckpointIsLeftAlone(_ content: String) async throws {
        try await withTask { bench, sandbox in
            try bench.write("x.checkpoint", content)
            for command in [
                ["apply", "rows.csv", "--checkpoint", "x.checkpoint"], ["status", "x.checkpoint"],
                ["report", "x.checkpoint"], ["report", "x.checkpoint", "--report", "x.csv"],
            ] {
                let result = try await bench.run(command, on: command[0] == "apply" ? sandbox : nil)
                #expect(result.ending == .exit(65))
                #expect(result.output == "")
                #expect(result.errors.hasPrefix("apigw-migrate: x.checkpoint: is not a checkpoint of apigw-migrate"))
            }
            #expect(try bench.text("x.checkpoint") == content)
            #expect(try bench.files() == ["rows.csv", "x.checkpoint"])
            #expect(sandbox.requests.isEmpty)
        }
    }

    @Test func aCheckpointThatIsNotThereOrAFolderIsNamed() async throws {
        try await Workbench.with { bench in
            try FileManager.default.createDirectory(at: bench.url("folder"), withIntermediateDirectories: false)
            for command in ["status", "report"] {
                let gone = try await bench.run(command, "gone.checkpoint")
                #expect(gone == refused(66, "apigw-migrate: gone.checkpoint: No such file or directory\n"))
                let folder = try await bench.run(command, "folder")
                #expect(folder.ending == .exit(66))
                #expect(folder.errors.hasPrefix("apigw-migrate: folder: "))
                #expect(folder.errors.contains("directory"))
            }
        }
    }

    // MARK: Credentials and places

    @Test(arguments: [
        ["apply", "rows.csv"], ["apply", "rows.csv", "--dry-run"], ["apply", "rows.csv", "--no-snapshot"],
    ])
    func withoutCredentialsNothingIsSent(_ command: [String]) async throws {
        try await withTask { bench, sandbox in
            var bench = bench
            bench.environment["AWS_ACCESS_KEY_ID"] = .some(nil)
            bench.environment["AWS_SECRET_ACCESS_KEY"] = .some(nil)
            let result = try await bench.run(command, on: sandbox)
            #expect(result.ending == .exit(77))
            #expect(result.output == "")
            #expect(
                result.errors.hasPrefix(
                    "apigw-migrate: no credentials: neither AWS_ACCESS_KEY_ID nor keys in the profile \"default\""
                )
            )
            #expect(sandbox.requests.isEmpty)
        }
    }

    @Test func whatWasWrongBeforeTheFirstCallCanBeCorrected() async throws {
        try await withTask { bench, sandbox in
            var without = bench
            without.environment["AWS_ACCESS_KEY_ID"] = .some(nil)
            without.environment["AWS_SECRET_ACCESS_KEY"] = .some(nil)
            #expect(try await without.run("apply", "rows.csv", on: sandbox).ending == .exit(77))
            try bench.write("rows.csv", "api_id,integration_id,timeout_in_millis\napi0000001,int0001,1500\n")
            let corrected = try await bench.run("apply", "rows.csv", on: sandbox)
            #expect(corrected.output.hasPrefix("Run RUN of rows.csv: complete\n  1 updated\n  1 row\n"))
            #expect(corrected.ending == .exit(0))
        }
    }

    @Test(arguments: [
        ("an unknown key", SandboxServer.accessKeyID(account: "999999999999"), "InvalidClientTokenId"),
        ("a wrong secret", SandboxServer.accessKeyID(), "SignatureDoesNotMatch"),
    ])
    func refusedCredentialsStopTheRunAndLeaveEveryRowPending(
        _ case: (name: String, key: String, code: String)
    ) async throws {
        try await withTask { bench, sandbox in
            for option in [[], ["--no-snapshot"]] {
                var wrong = bench
                wrong.environment["AWS_ACCESS_KEY_ID"] = `case`.key
                wrong.environment["AWS_SECRET_ACCESS_KEY"] = "not-the-secret"
                let command = ["apply", "rows.csv", "--checkpoint", "\(option.count).checkpoint"] + option
                let result = try await wrong.run(command, on: sandbox)
                #expect(result.ending == .exit(77))
                #expect(
                    result.output.hasPrefix(
                        "Run RUN of rows.csv: stopped: credentials refused\n  12 pending\n  12 rows\n"
                    )
                )
                #expect(
                    result.output.hasSuffix(
                        "\nNext: apigw-migrate \((command + Workbench.connection(sandbox)).joined(separator: " ").replacing(sandbox.url, with: "URL"))\n"
                    )
                )
                let refusal = "GetCallerIdentity: \(`case`.code) (HTTP 403): "
                #expect(result.errors.hasPrefix("Not using the default credentials, 12 rows stay pending: \(refusal)"))
                let complaint = "\napigw-migrate: the default credentials, us-east-1 cannot be used: \(refusal)"
                #expect(result.errors.contains(complaint))
                #expect(sandbox.statistics.updatesApplied.isEmpty)
                // With the right ones the same command goes on.
                if option.isEmpty { continue }
                #expect(try await bench.run(command, on: sandbox).ending == .exit(0))
                #expect(Self.task.unmet(in: sandbox.state).isEmpty)
            }
        }
    }

    @Test func aMissingRegionIsAMistakeOfTheCommandLine() async throws {
        try await withTask { bench, sandbox in
            var bench = bench
            bench.environment["AWS_REGION"] = .some(nil)
            let result = try await bench.run("apply", "rows.csv", on: sandbox)
            let errors = """
                apigw-migrate: no region: name one with --region, AWS_REGION, or "region" in the profile "default"

                """
            #expect(result == refused(64, errors))
            #expect(try bench.files() == ["rows.csv"])
        }
    }

    @Test(arguments: [
        ("gone/report.csv", "gone/report.csv: cannot be created: no such folder"),
        ("folder.csv", "folder.csv: is a directory"),
        ("rows.csv/report.csv", "rows.csv/report.csv: cannot be created"),
    ])
    func aReportThatCannotBeMadeIsFoundBeforeAnythingIsSent(_ path: String, _ problem: String) async throws {
        try await withTask { bench, sandbox in
            try FileManager.default.createDirectory(at: bench.url("folder.csv"), withIntermediateDirectories: false)
            let result = try await bench.run(
                "apply",
                "rows.csv",
                "--report",
                "good.json",
                "--report",
                path,
                on: sandbox
            )
            #expect(result.ending == .exit(73))
            #expect(result.output == "")
            #expect(result.errors.hasPrefix("apigw-migrate: \(problem)"))
            #expect(try bench.files() == ["rows.csv", "folder.csv"])
            #expect(sandbox.requests.isEmpty)
        }
    }

    @Test func aCheckpointThatCannotBeMadeIsNamed() async throws {
        try await withTask { bench, sandbox in
            let result = try await bench.run("apply", "rows.csv", "--checkpoint", "gone/x.checkpoint", on: sandbox)
            let errors =
                "apigw-migrate: gone/x.checkpoint: cannot be created: No such file or directory; --checkpoint PATH puts it "
                + "elsewhere\n"
            #expect(result == refused(73, errors))
            #expect(sandbox.requests.isEmpty)
        }
    }

    @Test(arguments: [
        ["apply", "rows.csv", "--report", "x.pdf"], ["apply", "rows.csv", "--report", "x.csv", "--report", "x.csv"],
        ["apply", "rows.csv", "--concurrency", "0"], ["apply", "rows.csv", "--rate", "0"],
        ["apply", "rows.csv", "--max-failures", "101%"], ["apply", "rows.csv", "--max-attempts", "0"],
        ["apply", "rows.csv", "-n", "--no-snapshot"], ["apply", "rows.csv", "-n", "--restart"],
        ["apply", "rows.csv", "--burst", "0"], ["apply", "rows.csv", "--format", "xml"], ["apply"], ["frobnicate"],
        ["apply", "rows.csv", "--endpoint-url", "ftp://127.0.0.1"], ["report", "x.checkpoint", "--rows", "done"],
        ["apply", "rows.csv", "--endpoint-url", "http://someone:hunter2@127.0.0.1:1"],
    ])
    func aCommandLineThatMakesNoSenseIsRefused(_ arguments: [String]) async throws {
        try await withTask { bench, sandbox in
            let result = try await bench.run(arguments)
            #expect(result.ending == .exit(64))
            #expect(result.output == "")
            #expect(!result.errors.isEmpty)
            #expect(!result.errors.contains("hunter2"))
            #expect(sandbox.requests.isEmpty)
        }
    }
}
