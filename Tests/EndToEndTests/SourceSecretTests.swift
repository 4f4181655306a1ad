import Foundation
import Sandbox
import Testing

/// No credential that a source has given or was given is in anything that the tool says or writes, but for the caches
/// that it shares with the AWS CLI.
@Suite(.turns)
struct SourceSecretTests {
    /// In each secret that the test makes up.
    private static let mark = "DISTINCTIVE"
    private static let refusedToken = "refresh/\(mark)+refused=="
    private static let rowsOfAccount = 3
    /// SHA-1 of the sessions' names, by sha1sum.
    private static let sessions = [
        "corp": "ee0bfd2552fbd840c02cc48b6e823320543c450f", "expired": "45a6f9adb1df3a78aafc71391c7d3bfa7680229b",
    ]

    /// `profile,role_arn` of the rows of each account; the last five do not work.
    private static let sources = [
        "chained,", "base,arn:aws:iam::000000000002:role/of-rows", "sso,", "program,", ",",
        "mistaken,", "denied,", "logged-out,", "talkative,", "failing,",
    ]

    private static var manifest: String {
        var text = "profile,role_arn,api_id,integration_id,timeout_in_millis\n"
        for (index, cells) in sources.enumerated() {
            let api = "api" + String(10_000_001 + index).dropFirst()
            for integration in ["int0001", "int0002", "gone", "int0003"] {
                text += "\(cells),\(api),\(integration),1234\n"
            }
        }
        return text
    }

    private func writeSources(_ bench: Workbench, _ sandbox: SandboxServer) throws {
        let program = try CredentialProgram(on: sandbox, in: bench)
        let leak =
            #"{"Version":2,"AccessKeyId":"AKIA","SecretAccessKey":"\#(Self.mark)","SessionToken":"\#(Self.mark)"}"#
        try bench.writeHome("talkative.sh", "echo '\(leak)'\n")
        try bench.writeHome("failing.sh", "echo '\(leak)' | tee /dev/stderr; exit 3\n")
        try bench.writeHome(
            ".aws/config",
            """
            [profile base]
            aws_access_key_id = \(SandboxServer.accessKeyID())
            aws_secret_access_key = \(SandboxServer.secretAccessKey)
            [profile hop]
            role_arn = arn:aws:iam::000000000001:role/hop
            source_profile = base
            [profile chained]
            role_arn = arn:aws:iam::000000000001:role/chained
            source_profile = hop
            external_id = external
            [profile sso]
            sso_session = corp
            sso_account_id = 000000000003
            sso_role_name = team
            [profile program]
            credential_process = \(program.command(account: "000000000004"))
            [profile mistaken]
            aws_access_key_id = \(SandboxServer.accessKeyID(account: "000000000006"))
            aws_secret_access_key = wrong/\(Self.mark)+secret==
            [profile denied]
            role_arn = \(Self.deniedRole)
            source_profile = hop
            [profile logged-out]
            sso_session = expired
            sso_account_id = 000000000008
            sso_role_name = team
            [profile talkative]
            credential_process = /bin/bash \(bench.homeURL("talkative.sh").path)
            [profile failing]
            credential_process = /bin/bash \(bench.homeURL("failing.sh").path)
            [sso-session corp]
            sso_start_url = https://corp.example/start
            sso_region = us-east-1
            [sso-session expired]
            sso_start_url = https://expired.example/start
            sso_region = us-east-1

            """
        )
        for (session, file) in Self.sessions {
            let refreshToken = session == "corp" ? "refresh/\(Self.mark)==" : Self.refusedToken
            try bench.writeHome(
                ".aws/sso/cache/\(file).json",
                """
                {"startUrl": "https://\(session).example/start", "region": "us-east-1", \
                "accessToken": "access/\(Self.mark)==", "expiresAt": "2020-01-01T00:00:00Z", "clientId": "client", \
                "clientSecret": "client/\(Self.mark)==", "registrationExpiresAt": "2099-01-01T00:00:00Z", \
                "refreshToken": "\(refreshToken)"}
                """
            )
        }
    }

    private static let deniedRole = "arn:aws:iam::000000000007:role/denied"

    @Test func onlyTheCachesOfTheCLIHoldThemAndOnlyTheirOwnerReadsThose() async throws {
        let configuration = SandboxConfiguration(
            state: .generated(accounts: Self.sources.count, apis: 1, integrations: Self.rowsOfAccount),
            credentials: SandboxCredentialRules(deniedRoles: [Self.deniedRole], refusedTokens: [Self.refusedToken])
        )
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in
                var bench = bench.withoutKeys(endpointURL: sandbox.url)
                bench.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "\(sandbox.url)/v2/credentials/000000000005"
                bench.environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "container/\(Self.mark)=="
                try writeSources(bench, sandbox)
                try bench.write("rows.csv", Self.manifest)
                var command = ["apply", "rows.csv", "--rate", "unlimited", "--progress", "json"]
                command += ["r.csv", "r.json", "r.jsonl", "r.txt"].flatMap { ["--report", $0] }

                sandbox.add(SandboxRule(.silence, operation: .updateIntegration, after: 2))
                let child = try bench.start(command)
                try await child.until { sandbox.statistics.updatesApplied.count == 2 }
                child.signal(SIGKILL)
                let killed = try await child.end()
                sandbox.lift(.silence)
                #expect(try bench.files().contains("rows.csv.checkpoint-wal"))
                try expectNoSecret(in: bench, [killed])

                let run = try await bench.start(command).end()
                #expect(
                    run.output.contains(": stopped: 5 of 10 groups parked\n  15 updated\n   5 failed\n  20 pending\n")
                )
                #expect(run.ending == .exit(1))
                #expect(sandbox.statistics.calls[.createToken, default: 0] >= 2)
                let checkpoint = "rows.csv.checkpoint"
                let views = [
                    try await bench.run("status", checkpoint),
                    try await bench.run("status", checkpoint, "--output", "json"),
                    try await bench.run("report", checkpoint),
                    try await bench.run("report", checkpoint, "--as-manifest", "again.csv"),
                ]
                try expectNoSecret(in: bench, [run] + views)
                try expectCaches(bench)
            }
        }
    }

    private func expectNoSecret(in bench: Workbench, _ results: [ChildProcess.Result]) throws {
        var texts = results.flatMap { [("standard output", $0.output), ("standard error", $0.errors)] }
        for name in try FileManager.default.contentsOfDirectory(atPath: bench.folder.path) {
            texts.append((name, try bench.text(name)))
        }
        for (name, text) in texts {
            let found = Self.secrets(in: text)
            #expect(found.isEmpty, "\(found) in \(name)")
        }
    }

    /// What looks like a secret, whoever has made it: the sandbox's tokens are Base64 of a text that begins with the access
    /// key id or the token's kind, its secrets Base64 of 32 bytes.
    private static func secrets(in text: String) -> [String] {
        let words = [
            mark, SandboxServer.secretAccessKey, "AWS4-HMAC-SHA256", "Signature=", "Authorization:", "Security-Token",
            base64("ASIASANDBOX"), base64("access"), base64("refresh"),
        ]
        let secret = /[A-Za-z0-9+\/]{43}=/
        return words.filter(text.localizedCaseInsensitiveContains) + text.matches(of: secret).map { String($0.output) }
    }

    /// As it is at the beginning of a longer text.
    private static func base64(_ text: String) -> String {
        let whole = text.utf8.count / 3 * 3
        return Data(text.utf8.prefix(whole)).base64EncodedString()
    }

    private func expectCaches(_ bench: Workbench) throws {
        let manager = FileManager.default
        func mode(_ path: String) throws -> Int? {
            try manager.attributesOfItem(atPath: bench.homeURL(path).path)[.posixPermissions] as? Int
        }
        for folder in [".aws/cli", ".aws/cli/cache"] { #expect(try mode(folder) == 0o700) }
        let sessions = try manager.contentsOfDirectory(atPath: bench.homeURL(".aws/cli/cache").path)
        // Of the profiles hop, chained and sso.
        #expect(sessions.count == 3)
        let token = ".aws/sso/cache/\(Self.sessions["corp", default: ""]).json"
        for path in sessions.map({ ".aws/cli/cache/\($0)" }) + [token] {
            #expect(try mode(path) == 0o600, "\(path)")
            // The search finds what is there.
            let text = String(decoding: try Data(contentsOf: bench.homeURL(path)), as: UTF8.self)
            #expect(!Self.secrets(in: text).isEmpty, "\(path)")
        }
    }
}
