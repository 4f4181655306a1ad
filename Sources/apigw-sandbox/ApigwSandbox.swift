import ArgumentParser
import Dispatch
import Foundation
import Sandbox

@main
struct ApigwSandbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apigw-sandbox",
        abstract: "A stand-in for the management API of Amazon API Gateway v2, on the loopback interface.",
        subcommands: [Serve.self, DumpState.self],
        defaultSubcommand: Serve.self
    )
}

/// Where the APIs and integrations come from.
struct StateOptions: ParsableArguments {
    @Option(help: "JSON Lines file with APIs and integrations; instead of generated ones.")
    var state: String?
    @Option(help: "Generated APIs of each account.")
    var apis = 20
    @Option(help: "Generated integrations of each API.")
    var integrations = 10
    @Option(help: "Generated accounts: 000000000001 and up.")
    var accounts = 1
    @Option(help: "Region of the generated APIs.")
    var region = SandboxScope.first.region

    func validate() throws {
        guard apis >= 0, integrations >= 0, accounts > 0 else {
            throw ValidationError("--apis and --integrations cannot be negative, and --accounts is at least 1.")
        }
    }

    func load() throws -> SandboxState {
        guard let state else {
            return .generated(accounts: accounts, apis: apis, integrations: integrations, region: region)
        }
        let content: Data
        do {
            content = try Data(contentsOf: URL(fileURLWithPath: state))
        } catch {
            throw ValidationError("\(state) cannot be read: \(error.localizedDescription)")
        }
        do {
            return try SandboxState(jsonLines: content)
        } catch {
            throw ValidationError("\(state), \(error)")
        }
    }
}

struct DumpState: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the state that the same options would serve, as JSON Lines, to standard output."
    )

    @OptionGroup var state: StateOptions

    func run() throws {
        try FileHandle.standardOutput.write(contentsOf: Data(state.load().jsonLines()))
    }
}

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer requests until SIGINT or SIGTERM; the first line of standard output is the address.",
        discussion: """
            Access key ids are AKIASANDBOX followed by the account's twelve digits, and their secret is \
            'sandbox-secret'. Temporary credentials of any role of any account come from the same address, told apart by \
            path: STS AssumeRole and AssumeRoleWithWebIdentity at /, SSO at /federation/credentials and /token, instance \
            metadata (version 2) at /latest/, a container's credentials at /v2/credentials and /v2/credentials/ACCOUNT.

            GET /sandbox/statistics answers what has been counted so far, as JSON.
            """
    )

    @OptionGroup var state: StateOptions
    @OptionGroup var credentials: CredentialOptions
    @Option(help: "0: any free port.")
    var port = 0
    @Option(help: "Requests a second that an account has in a region.")
    var rate = SandboxConfiguration.Quota.service.rate
    @Option(help: "Requests that an account may send at once.")
    var burst = SandboxConfiguration.Quota.service.burst
    @Flag(help: "No quota.")
    var unlimited = false
    @Option(
        help: ArgumentHelp(
            "Requests a second that somebody else sends in each account, at regular moments, from its first call on. They "
                + "take from its quota.",
            valueName: "rate"
        )
    )
    var outsideClient: Double?
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
    @Option(
        help: ArgumentHelp(
            "A fault and its probability; repeatable. One of: "
                + SandboxFault.allCases.map(\.rawValue).joined(separator: ", ") + ".",
            valueName: "kind=probability"
        )
    )
    var fault: [FaultRate] = []
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
        guard rate > 0, burst > 0, latency >= 0, jitter >= 0, pageSize > 0, (0...65_535).contains(port) else {
            throw ValidationError(
                "--rate, --burst and --page-size are above 0, times are not negative, ports are 0 to 65535."
            )
        }
        if let outsideClient {
            guard outsideClient > 0, outsideClient.isFinite, !unlimited else {
                throw ValidationError("--outside-client is above 0, and needs a quota.")
            }
        }
        guard Set(fault.map(\.fault)).count == fault.count, fault.map(\.probability).reduce(0, +) <= 1 else {
            throw ValidationError("--fault names each kind once, with probabilities whose sum is at most 1.")
        }
    }

    func run() async throws {
        let state = try state.load()
        try credentials.write(for: state)
        var configuration = SandboxConfiguration(
            state: state,
            quota: unlimited ? nil : .init(rate: rate, burst: burst),
            latency: .milliseconds(latency),
            jitter: .milliseconds(jitter),
            faults: Dictionary(uniqueKeysWithValues: fault.map { ($0.fault, $0.probability) }),
            seed: seed,
            checksSignatures: credentials.signatureCheck,
            credentials: credentials.rules,
            outsideRate: outsideClient,
            clockOffset: .seconds(clockOffset),
            pageSize: pageSize,
            port: port,
            keptRequests: 0
        )
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

/// `KIND=PROBABILITY`.
struct FaultRate: ExpressibleByArgument {
    var fault: SandboxFault
    var probability: Double

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let fault = SandboxFault(rawValue: String(parts[0])),
            let probability = Double(parts[1]), (0...1).contains(probability)
        else { return nil }
        self.fault = fault
        self.probability = probability
    }
}
