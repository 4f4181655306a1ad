import Foundation
import Sandbox

/// A folder of its own for one test, in which the built program runs with an environment of its own.
struct Workbench: Sendable {
    /// The working folder: manifests, checkpoints and reports, named without a path.
    let folder: URL
    private let home: URL
    private let temporary: URL
    private let outputs: URL
    /// Set in the environment of every program; `nil` takes a variable away.
    var environment: [String: String?] = [:]

    /// This bench without credentials in the environment; every service is at the URL.
    func withoutKeys(endpointURL: String) -> Workbench {
        var bench = self
        bench.environment["AWS_ACCESS_KEY_ID"] = .some(nil)
        bench.environment["AWS_SECRET_ACCESS_KEY"] = .some(nil)
        bench.environment["AWS_ENDPOINT_URL"] = endpointURL
        return bench
    }

    /// Makes the folder and removes it in the end.
    static func with<Value>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: (Workbench) async throws -> Value
    ) async throws -> Value {
        let root = FileManager.default.temporaryDirectory.appending(path: "apigw-migrate-tests-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        return try await body(try Workbench(root: root.resolvingSymlinksInPath()))
    }

    private init(root: URL) throws {
        func made(_ name: String) throws -> URL {
            let url = root.appending(path: name)
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            return url
        }
        folder = try made("work")
        home = try made("home")
        temporary = try made("tmp")
        outputs = try made("outputs")
    }

    // MARK: Files

    func url(_ name: String) -> URL { folder.appending(path: name) }

    func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }
    func write(_ name: String, _ data: Data) throws { try data.write(to: url(name)) }
    func copySample(_ name: String) throws { try data(Repository.sample(name)).write(to: url(name)) }

    /// A file of the home folder, such as `.aws/config`.
    func writeHome(_ name: String, _ text: String) throws {
        let file = homeURL(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func homeURL(_ name: String) -> URL { home.appending(path: name) }

    func data(_ name: String) throws -> Data { try data(url(name)) }
    func text(_ name: String) throws -> String { String(decoding: try data(name), as: UTF8.self) }
    private func data(_ url: URL) throws -> Data { try Data(contentsOf: url) }

    /// Everything in the working folder and in the folder for temporary files.
    func files() throws -> Set<String> {
        let manager = FileManager.default
        let inside = try manager.contentsOfDirectory(atPath: folder.path)
        return Set(inside + (try manager.contentsOfDirectory(atPath: temporary.path)).map { "TMPDIR/\($0)" })
    }

    // MARK: Programs

    /// Runs the tool to its end. Run ids, times and the sandbox's address are replaced, as nobody can know them, and the
    /// lines on credentials that work are left out, of which `IdentityTests` are.
    func run(_ arguments: String..., on sandbox: SandboxServer? = nil, input: String? = nil) async throws
        -> ChildProcess.Result
    {
        try await ended(try start(arguments, on: sandbox, input: input), on: sandbox)
    }

    func run(_ arguments: [String], on sandbox: SandboxServer? = nil, input: String? = nil) async throws
        -> ChildProcess.Result
    {
        try await ended(try start(arguments, on: sandbox, input: input), on: sandbox)
    }

    /// Asks a run by `control` how it stands, until it says so, which is what it says then.
    @discardableResult
    func ask(_ checkpoint: String = "rows.csv.checkpoint", untilItSays words: String) async throws -> String {
        while true {
            try Task.checkCancellation()
            let told = try await run("control", checkpoint).output
            if told.contains(words) { return told }
        }
    }

    func start(_ arguments: String..., on sandbox: SandboxServer? = nil) throws -> ChildProcess {
        try start(arguments, on: sandbox)
    }

    /// - Parameters:
    ///   - sandbox: where `apply` sends its calls.
    ///   - input: standard input; `nil`: nothing.
    func start(_ arguments: [String], on sandbox: SandboxServer? = nil, input: String? = nil) throws -> ChildProcess {
        var file: FileHandle?
        if let input {
            let url = outputs.appending(path: "\(UUID().uuidString).in")
            try Data(input.utf8).write(to: url)
            file = try FileHandle(forReadingFrom: url)
        }
        return try start(Binaries.tool, arguments + Self.connection(sandbox), input: file)
    }

    func start(
        _ program: URL,
        _ arguments: [String],
        input: FileHandle? = nil,
        terminal: Terminal? = nil
    ) throws -> ChildProcess {
        try ChildProcess(
            program,
            arguments,
            environment: fullEnvironment,
            in: folder,
            input: input,
            outputs: outputs,
            terminal: terminal
        )
    }

    func ended(_ child: ChildProcess, on sandbox: SandboxServer? = nil) async throws -> ChildProcess.Result {
        var result = try await child.end()
        result.output = Self.withoutAccidents(result.output, sandbox)
        result.errors =
            Self.withoutAccidents(result.errors, sandbox).replacing(/(?m)^Using .*: account .*\n/, with: "")
            .withoutProgress
        return result
    }

    static func connection(_ sandbox: SandboxServer?) -> [String] {
        sandbox.map { ["--endpoint-url", $0.url, "--rate", "unlimited"] } ?? []
    }

    private var fullEnvironment: [String: String] {
        var variables: [String: String?] = [
            "HOME": home.path, "TMPDIR": temporary.path, "PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no",
            "AWS_ACCESS_KEY_ID": SandboxServer.accessKeyID(), "AWS_SECRET_ACCESS_KEY": SandboxServer.secretAccessKey,
            "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
            // A toolchain outside the usual folders finds its libraries by it.
            "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"],
        ]
        variables.merge(environment) { _, new in new }
        return variables.compactMapValues { $0 }
    }

    private static func withoutAccidents(_ text: String, _ sandbox: SandboxServer?) -> String {
        var text = text.replacing(/\d{8}T\d{6}Z-[a-z0-9]{4}/, with: "RUN")
        text = text.replacing(/\ in (\d+\.\d s|\d+ min \d\d s|\d+ h \d\d min)/, with: " in TIME")
        if let sandbox { text = text.replacing(sandbox.url, with: "URL") }
        return text
    }
}

extension String {
    /// The text without the lines that only a slow machine shows: progress, and whose credentials are waited for.
    var withoutProgress: String {
        replacing(/(?m)^\d+\/\d+ rows  .*\n/, with: "")
            .replacing(/(?m)^\{"done":.*\n/, with: "")
            .replacing(/(?m)^(\{"note":")?waiting for the credentials of .*\n/, with: "")
    }
}
