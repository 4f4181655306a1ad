import AWSCore
import HTTPTypes
import Pacing
import Synchronization
import TestSupport

/// A resolver whose environment, files, clock and network a test decides about. There is no EC2 instance unless asked for.
struct CredentialsBench {
    static let home = "/home/me"
    static let runID = "20250301T120000Z-ab12"

    let clock: ManualClock
    let files: MemoryFiles
    let transport: FakeTransport
    let configuration: AWSConfiguration
    let resolver: CredentialsResolver

    /// - Parameters:
    ///   - files: more of them, by path.
    ///   - time: seconds since 1970; with it the clock stands still.
    init(
        _ environment: [String: String] = [:],
        config: String = "",
        credentials: String = "",
        files: [String: String] = [:],
        answers: [FakeTransport.Answer] = [],
        clock: ManualClock = ManualClock(),
        time: Double? = nil,
        region: String? = nil,
        prompt: MFAPrompt? = nil
    ) throws {
        let memory = MemoryFiles(
            files.merging([
                "\(Self.home)/.aws/config": config, "\(Self.home)/.aws/credentials": credentials,
            ]) { given, _ in given }
        )
        let standard = ["HOME": Self.home, "AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": "eu-west-1"]
        self.clock = clock
        self.files = memory
        transport = FakeTransport(answers)
        configuration = try AWSConfiguration(environment: standard.merging(environment) { $1 }) { memory.contents($0) }
        var timing = clock.timing
        if let time { timing.wallClock = { time } }
        resolver = CredentialsResolver(
            configuration: configuration,
            transport: transport,
            runID: Self.runID,
            region: region,
            timing: timing,
            files: memory.access,
            retry: RetryPolicy(maxAttempts: 3),
            userAgent: "apigw-migrate/9.9",
            prompt: prompt
        )
    }

    func credentials(_ profile: String? = nil, role: String? = nil) async throws -> Credentials {
        try await resolver.provider(profile: profile, roleARN: role).credentials()
    }

    /// What has gone wrong, in words.
    func failure(_ profile: String? = nil, role: String? = nil) async -> String {
        do {
            let credentials = try await credentials(profile, role: role)
            return "no failure, but \(credentials.accessKeyID)"
        } catch { return String(describing: error) }
    }

    /// `METHOD URL` of every request.
    var requests: [String] {
        transport.sent.map { sent in
            let request = sent.request
            return "\(request.method) \(request.scheme ?? "")://\(request.authority ?? "")\(request.path ?? "")"
        }
    }

    func body(_ index: Int) -> String { String(decoding: transport.sent[index].body ?? [], as: UTF8.self) }

    func header(_ name: String, _ index: Int) -> String? {
        HTTPField.Name(name).flatMap { transport.sent[index].request.headerFields[$0] }
    }
}

/// Files in memory. What is written is kept, and may be refused.
final class MemoryFiles: Sendable {
    struct ReadOnly: Error {}

    private let state: Mutex<[String: String]>
    private let isReadOnly = Mutex(false)

    init(_ files: [String: String]) {
        state = Mutex(files)
    }

    subscript(path: String) -> String? {
        get { state.withLock { $0[path] } }
        set { state.withLock { $0[path] = newValue } }
    }

    var paths: [String] { state.withLock { $0.keys.sorted() } }

    func refuseWrites() { isReadOnly.withLock { $0 = true } }

    func contents(_ path: String) -> [UInt8]? { self[path].map { Array($0.utf8) } }

    var access: FileAccess {
        FileAccess(
            read: { self.contents($0) },
            write: { path, bytes in
                if self.isReadOnly.withLock({ $0 }) { throw ReadOnly() }
                self[path] = String(decoding: bytes, as: UTF8.self)
            }
        )
    }
}

extension FakeTransport.Answer {
    /// STS's answer to `AssumeRole`, or with a web identity.
    static func role(
        _ key: String,
        expiration: String = "2025-03-01T13:00:00Z",
        operation: String = "AssumeRole"
    ) -> FakeTransport.Answer {
        .response(
            200,
            ["Content-Type": "text/xml"],
            """
            <\(operation)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><\(operation)Result>
            <AssumedRoleUser><AssumedRoleId>AROAX:s</AssumedRoleId>
            <Arn>arn:aws:sts::111122223333:assumed-role/worker/s</Arn></AssumedRoleUser>
            <Credentials><AccessKeyId>\(key)</AccessKeyId><SecretAccessKey>secret-of-\(key)</SecretAccessKey>
            <SessionToken>token-of-\(key)</SessionToken><Expiration>\(expiration)</Expiration></Credentials>
            </\(operation)Result></\(operation)Response>
            """
        )
    }

    static func stsError(_ status: Int, _ code: String, _ message: String) -> FakeTransport.Answer {
        .response(
            status,
            [:],
            "<ErrorResponse><Error><Type>Sender</Type><Code>\(code)</Code><Message>\(message)</Message></Error></ErrorResponse>"
        )
    }

    static let imdsToken = FakeTransport.Answer.response(200, [:], "imds-token")

    static func instance(_ key: String, expiration: String = "2025-03-01T18:00:00Z") -> FakeTransport.Answer {
        .json(
            200,
            """
            {"Code": "Success", "AccessKeyId": "\(key)", "SecretAccessKey": "s", "Token": "t", "Expiration": "\(expiration)"}
            """
        )
    }
}
