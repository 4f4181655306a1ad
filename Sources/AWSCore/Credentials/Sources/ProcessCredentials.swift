import Pacing
import Records
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A program that prints credentials: `credential_process`.
enum ProcessCredentials {
    static func resolve(_ profile: ProfileContext) throws(ConfigurationError) -> CredentialsChain.Resolution {
        guard let command = profile.settings["credential_process"] else {
            return .notConfigured("no credential_process")
        }
        guard let words = ShellWords.split(command), !words.isEmpty else {
            throw ConfigurationError(
                .invalidCredentials,
                "credential_process of the profile \"\(profile.name)\" is no command: a quotation mark is missing"
            )
        }
        return profile.refreshing(
            ProcessSource(
                command: words,
                profile: profile.name,
                accountID: profile.settings["aws_account_id"],
                environment: profile.configuration.environment,
                timing: profile.context.timing
            )
        )
    }
}

/// Credentials that a program prints as JSON. No shell is involved.
struct ProcessSource: CredentialsSource {
    /// The program and its arguments.
    let command: [String]
    let profile: String
    /// Where the program names none.
    let accountID: String?
    let environment: [String: String]
    let timing: Timing

    /// Credentials take up a few KiB; a program that prints more is not printing credentials.
    private static let outputLimit = 65_536
    /// Long enough for a person to touch a security key.
    private static let timeout = Duration.seconds(60)
    /// For one that is ended: a signal is to end the run within a second.
    private static let gracePeriod = Duration.milliseconds(500)

    private typealias Result = ExecutionResult<Void, BytesOutput, BytesOutput>

    var name: String { "credential_process of the profile \"\(profile)\"" }

    func fetch(rejected: Credentials?) async throws -> Credentials {
        let result: Result?
        do {
            result = try await run()
        } catch let error as CancellationError {
            throw error
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw failed("printed more than \(Self.outputLimit) bytes")
        } catch {
            throw failed("could not be run: \(error)")
        }
        guard let result else { throw failed("has not ended within \(Self.timeout.components.seconds) s") }
        guard result.terminationStatus.isSuccess else {
            let said = Redaction(nil).apply(to: String(decoding: result.standardError, as: UTF8.self))
            throw failed("\(Self.words(for: result.terminationStatus)): \(said)")
        }
        do {
            return try Self.credentials(result.standardOutput, accountID: accountID)
        } catch {
            throw failed("printed something else than credentials: \(error)")
        }
    }

    /// - Returns: `nil`: it took too long.
    private func run() async throws -> Result? {
        var options = PlatformOptions()
        // In a process group of its own it could not ask for a code on the terminal.
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: Self.gracePeriod)]
        let configuration = Configuration(
            executable: command[0].contains("/") ? .path(FilePath(command[0])) : .name(command[0]),
            arguments: Arguments(Array(command.dropFirst())),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })
            ),
            platformOptions: options
        )
        return try await withThrowingTaskGroup(of: Result?.self) { tasks in
            tasks.addTask {
                try await Subprocess.run(
                    configuration,
                    input: .none,
                    output: .bytes(limit: Self.outputLimit),
                    error: .bytes(limit: Self.outputLimit)
                )
            }
            tasks.addTask {
                try await timing.sleep(Self.timeout)
                return nil
            }
            defer { tasks.cancelAll() }
            return try await tasks.next() ?? nil
        }
    }

    private static func words(for status: TerminationStatus) -> String {
        switch status {
        case .exited(let code): "ended with exit code \(code)"
        case .signaled(let signal): "was ended by signal \(signal)"
        }
    }

    /// Messages never show the output.
    private static func credentials(
        _ output: [UInt8],
        accountID: String?
    ) throws(CredentialsDocumentError) -> Credentials {
        guard let document = try? JSONValue(parsing: output, duplicateKeys: .lastWins), let members = document.object
        else { throw CredentialsDocumentError(description: "it is no JSON object") }
        guard members["Version"]?.integer == 1 else {
            throw CredentialsDocumentError(description: "its Version is not the number 1")
        }
        var credentials = try Credentials(members)
        credentials.accountID = credentials.accountID ?? accountID
        return credentials
    }

    private func failed(_ reason: String) -> CredentialsError {
        CredentialsError(.processFailed, "\(name) (\(command[0])) \(reason)")
    }
}
