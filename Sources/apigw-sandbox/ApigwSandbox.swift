import ArgumentParser
import Dispatch
import Foundation
import Sandbox

@main
struct ApigwSandbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apigw-sandbox",
        abstract: "A stand-in for API Gateway v2, Lambda's policies and STS, on the loopback interface.",
        subcommands: [Serve.self, DumpState.self],
        defaultSubcommand: Serve.self
    )
}

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer requests until SIGINT or SIGTERM; the first line of standard output is the address.",
        discussion: """
            Access key ids are AKIASANDBOX followed by the account's twelve digits, and their secret is \
            'sandbox-secret'. Temporary credentials of any role of any account come from the same address, told apart by \
            path: STS AssumeRole and AssumeRoleWithWebIdentity at /, SSO at /federation/credentials and /token, instance \
            metadata (version 2) at /latest/, a container's credentials at /v2/credentials and /v2/credentials/ACCOUNT.

            Of API Gateway it answers GetApis, GetApi, GetIntegrations, GetIntegration, UpdateIntegration, GetRoutes, \
            GetStages, UpdateStage, CreateDeployment, GetDeployment, GetDeployments and ExportApi; of Lambda GetFunction, \
            GetPolicy, AddPermission and RemovePermission.

            /invoke/API_ID/STAGE/path answers what a client of the deployed API would get: which function its request \
            reaches, or a 500 where that function does not let the API in.

            GET /sandbox/statistics answers what has been counted so far, as JSON.
            """
    )

    @OptionGroup var state: StateOptions
    @OptionGroup var credentials: CredentialOptions
    @OptionGroup var quota: QuotaOptions
    @OptionGroup var faults: FaultOptions
    @Option(help: "0: any free port.")
    var port = 0
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "By how much the server's clock is fast; negative: slow. Requests whose dates are off by more than 5 minutes "
                + "are refused.",
            valueName: "seconds"
        )
    )
    var clockOffset = 0
    @Option(help: ArgumentHelp("Time from a request to its answer.", valueName: "ms"))
    var latency = 0
    @Option(help: ArgumentHelp("At most that much is added to the latency.", valueName: "ms"))
    var jitter = 0
    @Option(help: "Of faults and jitter.")
    var seed: UInt64 = 0
    @Option(help: "Items of a page.")
    var pageSize = 100
    @Option(help: ArgumentHelp("Write one JSON line a request to this file.", valueName: "file"))
    var log: String?
    @Flag(help: "Log the bodies of requests, too.")
    var logBodies = false
    @Option(help: ArgumentHelp("Write the state to this file at the end.", valueName: "file"))
    var saveState: String?

    func validate() throws {
        guard latency >= 0, jitter >= 0, pageSize > 0, (0...65_535).contains(port) else {
            throw ValidationError("--page-size is above 0, times are not negative, ports are 0 to 65535.")
        }
    }

    func run() async throws {
        let state = try state.load()
        try credentials.write(for: state)
        var configuration = SandboxConfiguration(
            state: state,
            quota: quota.quota,
            latency: .milliseconds(latency),
            jitter: .milliseconds(jitter),
            seed: seed,
            checksSignatures: credentials.signatureCheck,
            credentials: credentials.rules,
            outsideClient: quota.outside,
            clockOffset: .seconds(clockOffset),
            pageSize: pageSize,
            port: port,
            keptRequests: 0
        )
        faults.apply(to: &configuration)
        if let log {
            let file = try Self.openLog(log)
            let includesBody = logBodies
            configuration.onRequest = { request in
                try? file.write(contentsOf: Data(request.jsonLine(includesBody: includesBody) + [UInt8(ascii: "\n")]))
            }
        }
        let (signals, continuation) = AsyncStream<Int32>.makeStream()
        let sources = [SIGINT, SIGTERM].map { Self.signalSource($0, continuation) }
        try await withSandbox(configuration) { sandbox in
            try FileHandle.standardOutput.write(contentsOf: Data((sandbox.url + "\n").utf8))
            for await _ in signals { break }
        }
        sources.forEach { $0.cancel() }
        if let saveState { try Data(state.jsonLines()).write(to: URL(fileURLWithPath: saveState), options: .atomic) }
    }

    /// Appended to in whole lines, so that it can be read while the sandbox runs.
    private static func openLog(_ path: String) throws -> FileHandle {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw ValidationError("\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Must be kept for as long as the signal is awaited.
    private static func signalSource(
        _ number: Int32,
        _ continuation: AsyncStream<Int32>.Continuation
    ) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { continuation.yield(number) }
        source.resume()
        return source
    }
}
