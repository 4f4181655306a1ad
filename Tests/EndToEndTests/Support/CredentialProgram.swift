import Foundation
import Sandbox

/// A program for `credential_process` that prints temporary credentials of an account of a sandbox, as long as no file
/// `broken` lies beside it.
struct CredentialProgram {
    let bench: Workbench
    private static let name = "credentials.sh"
    private static let mark = "broken"

    init(on sandbox: SandboxServer, in bench: Workbench) throws {
        self.bench = bench
        let port = sandbox.url.split(separator: ":").last ?? ""
        // The sandbox's credentials of a container, which name the token otherwise.
        try bench.write(
            Self.name,
            #"""
            cd "${0%/*}"
            if [[ -e \#(Self.mark) ]]; then echo "the login has ended" >&2; exit 3; fi
            exec 3<>/dev/tcp/127.0.0.1/\#(port)
            printf 'GET /v2/credentials/%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$1" >&3
            answer=$(cat <&3)
            body=${answer#*$'\r\n\r\n'}
            echo "{\"Version\":1,${body#\{}" | sed 's/"Token"/"SessionToken"/'
            """#
        )
    }

    /// The value of `credential_process`.
    func command(account: String) -> String {
        "/bin/bash '\(bench.url(Self.name).path)' \(account)"
    }

    func breaks() throws { try bench.write(Self.mark, "") }
    func works() throws { try FileManager.default.removeItem(at: bench.url(Self.mark)) }

    /// A section of the shared credentials file with what the program prints now, which then does not change.
    func staticProfile(_ profile: String, account: String) async throws -> String {
        struct Document: Decodable {
            var AccessKeyId, SecretAccessKey, SessionToken: String
        }
        let bash = URL(fileURLWithPath: "/bin/bash")
        let printed = try await bench.start(bash, [bench.url(Self.name).path, account]).end()
        let keys = try JSONDecoder().decode(Document.self, from: Data(printed.output.utf8))
        return """
            [\(profile)]
            aws_access_key_id = \(keys.AccessKeyId)
            aws_secret_access_key = \(keys.SecretAccessKey)
            aws_session_token = \(keys.SessionToken)

            """
    }
}
