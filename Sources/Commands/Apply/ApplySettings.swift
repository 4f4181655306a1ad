import AWSCore
import CurlHTTP
import Foundation
import Migration
import Reports

/// The options of `apply` as meant: files, limits and addresses resolved and checked.
struct ApplySettings: Sendable {
    var manifest: ManifestOptions
    var run: RunArguments
    var output: OutputOptions
    var engine: EngineOptions
    var retry: RetryPolicy
    var connection: ConnectionSettings
    var configuration: AWSConfiguration
    var transport: CurlTransport.Configuration
    /// The command to type to go on.
    var command: ShellCommand

    init(_ command: ApplyCommand, console: Console) throws {
        manifest = command.manifest
        run = command.run
        output = command.output
        engine = command.pace.options(isDryRun: command.run.dryRun)
        retry = RetryPolicy(maxAttempts: command.pace.maxAttempts)
        let options = command.connection
        connection = ConnectionSettings(
            profile: options.profile,
            region: options.region,
            endpointURL: options.endpointURL,
            signsRequests: options.signRequest
        )
        configuration = try AWSConfiguration(
            environment: console.environment,
            readFile: FileAccess.system.read
        )
        transport = CurlTransport.Configuration()
        transport.connectTimeout = .seconds(options.connectTimeout)
        transport.readTimeout = .seconds(options.readTimeout)
        transport.maximumConnections = command.pace.concurrency
        transport.caBundle = try configuration.caBundle(profile: options.profile, explicit: options.caBundle)
        transport.verifiesTLS = options.verifySSL
        transport.environment = console.environment
        self.command = .again()
        try checkFilesAreDistinct()
        // A report that cannot be written is better known before the run than after it.
        for path in command.output.reports.paths { try Report.checkWritable(path) }
    }

    var checkpointPath: String { run.checkpoint ?? "\(manifest.manifest).checkpoint" }

    private func checkFilesAreDistinct() throws {
        let inputs = manifest.readsStandardInput ? [] : [(name: "the manifest", path: manifest.manifest)]
        var outputs = output.reports.paths.map { (option: "--report", path: $0) }
        if !run.dryRun { outputs.insert((option: "--checkpoint", path: checkpointPath), at: 0) }
        try DistinctFiles.check(inputs: inputs, outputs: outputs)
    }

    /// The profile that rows without their own are reached with; keys in the environment go before it, as in the AWS CLI.
    var defaultProfile: String { configuration.profileName(connection.profile) }

    /// "" when none is set: then every row must name its own.
    var defaultRegion: String {
        (try? configuration.region(profile: connection.profile, explicit: connection.region)) ?? ""
    }

    /// The region of rows that name none.
    func region(ofProfile profile: String?) throws -> String {
        try configuration.region(profile: profile ?? connection.profile, explicit: connection.region)
    }
}
