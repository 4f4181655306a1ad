import APIGatewayV2
import AWSCore
import ArgumentParser
import CurlHTTP
import JMESPath
import Pacing
import Records

/// One call, from its command line to what it prints.
struct UpdateIntegrationCall: Sendable {
    /// The whole command line, the names of the service and the command among them.
    var arguments: [String]
    var console: Console
    /// Whether the process was given its words as UTF-8; otherwise replacement characters stand for what was not.
    var areArgumentsUTF8 = true

    private static let operation = "UpdateIntegration"

    func run() async -> ExitCode {
        var globals: OptionParser.Values = [:]
        do {
            let words: [String]
            (globals, words) = try OptionParser(CallOption.global).parse(arguments)
            try await call(globals, Self.withoutNames(words))
            return .success
        } catch {
            let failure = Self.callError(error)
            let format = CallSettings.errorFormat(globals, environment: console.environment)
            console.draw(format.text(of: failure, terminal: terminal(globals)))
            return ExitCode(failure.exit.rawValue)
        }
    }

    private func call(_ globals: OptionParser.Values, _ words: [String]) async throws {
        guard areArgumentsUTF8 else {
            let word = arguments.first { $0.contains("\u{FFFD}") } ?? ""
            throw CallError.parameter(
                "the argument '\(Printable.text(word))' is not UTF-8, so it would not be sent as it is"
            )
        }
        if !Self.helpWords.isDisjoint(with: words.prefix(1) + words.suffix(1)) {
            return try await console.output(CallHelp.text)
        }
        if globals["--version"] != nil { return try await console.output("\(ToolVersion.userAgent)\n") }
        try CallSettings.check(globals)
        let command = try Self.command(words)
        let input = try CallInput(environment: console.environment).parameters(command)
        if let skeleton = command[CallOption.skeleton] { return try await print(skeleton, of: input, globals) }
        let settings = try CallSettings(globals, environment: console.environment)
        let output = try await send(input, settings)
        do {
            try await console.output(try text(of: output, settings.output, globals))
        } catch let error as CommandError {
            throw CallError.general("the integration was updated, but \(error.message)")
        } catch let error as JMESPathError {
            throw CallError.general("the integration was updated, but --query cannot be evaluated: \(error)")
        }
    }

    /// What stands behind the names of the service and the command.
    private static func withoutNames(_ words: [String]) throws(CallError) -> [String] {
        var words = words[...]
        if words.first == UpdateIntegrationCommand.serviceName {
            words.removeFirst()
            guard let operation = words.first(where: { !$0.hasPrefix("-") }) ?? words.first else {
                throw .usage("the following arguments are required: operation")
            }
            if helpWords.contains(operation) { return [operation] }
            guard operation == UpdateIntegrationCommand.name else {
                throw .usage(
                    "argument operation: Found invalid choice '\(operation)': of the service's "
                        + "operations only \(UpdateIntegrationCommand.name) is here; use aws for the others"
                )
            }
        }
        if words.first == UpdateIntegrationCommand.name { words.removeFirst() }
        return Array(words)
    }

    private static let helpWords: Set<String> = ["help", "--help", "-h"]

    /// The values of the command's own options.
    private static func command(_ words: [String]) throws(CallError) -> OptionParser.Values {
        let (values, rest) = try OptionParser(CallOption.command).parse(words)
        let isWhole = values[CallOption.cliInputJSON] != nil || values[CallOption.cliInputYAML] != nil
        let isSkeleton = values[CallOption.skeleton].map { $0 != "output" } ?? false
        let missing = [CallOption.apiID, CallOption.integrationID].filter { values[$0] == nil }
        if !missing.isEmpty, !isWhole, !isSkeleton {
            throw .usage("the following arguments are required: \(missing.joined(separator: ", "))")
        }
        // What an empty variable in quotes leaves behind.
        let strange = rest.filter { !$0.isEmpty }
        guard strange.isEmpty else { throw .unknownOptions(strange) }
        return values
    }

    private func print(
        _ skeleton: String,
        of input: UpdateIntegrationInput,
        _ globals: OptionParser.Values
    ) async throws {
        switch skeleton {
        case "yaml-input": try await console.output(CallSkeleton.yamlInput())
        case "output":
            _ = try input.checked()
            let format = globals["--output"].flatMap(OutputFormat.init) ?? .json
            try await console.output(try text(of: CallSkeleton.output, format, globals))
        default: try await console.output(CallSkeleton.jsonInput())
        }
    }

    /// What is printed of an answer: the part that `--query` asks for, in the layout of `--output`.
    /// - Throws: `JMESPathError`, for what only shows when an expression is evaluated, as in the AWS CLI.
    private func text(of answer: JSONObject, _ format: OutputFormat, _ globals: OptionParser.Values) throws -> String {
        var value = JSONValue.object(answer)
        if format != .off, let query = try CallSettings.query(globals) { value = try query.search(value) }
        return format.text(of: value, title: Self.operation, terminal: terminal(globals))
    }

    /// What is wrong is found in the AWS CLI's order: the region, the source of the credentials, the input, the lack of
    /// credentials.
    private func send(_ input: UpdateIntegrationInput, _ settings: CallSettings) async throws -> JSONObject {
        let connection = settings.connection
        let transport = try CurlTransport(connection.transport)
        defer { transport.shutdown() }
        func wire(fetchesCredentials: Bool) -> any HTTPTransport {
            guard settings.isDebugging else { return transport }
            return CallTrace(inner: transport, console: console, fetchesCredentials: fetchesCredentials)
        }
        let resolver = connection.makeResolver(
            transport: wire(fetchesCredentials: true),
            runID: String(Int(Timing.system.wallClock())),
            prompt: console.prompt
        )
        let region = try await resolver.region(profile: connection.profile, explicit: connection.region)
        let endpoint = try connection.configuration.endpoint(
            service: .apiGatewayV2,
            region: region,
            profile: connection.profile,
            explicit: connection.endpointURL,
            allowsPlainHTTP: true
        )
        let source = Result { () throws(ConfigurationError) in
            connection.signsRequests ? try resolver.provider(profile: connection.profile) : nil
        }
        if case .failure(let error) = source, !error.isMissingCredentials { throw error }
        let call = try input.checked()
        let credentials = try source.get()
        // Asked here, what is wrong with them is not yet wrapped in an error of the call.
        _ = try await credentials?.credentials()
        return try await RequestGate.withGate(concurrency: 1) { gate in
            let client = AWSClient(
                signer: Service.apiGatewayV2.signer(region: region),
                credentials: credentials,
                endpoint: endpoint,
                transport: wire(fetchesCredentials: false),
                gate: gate,
                group: gate.makeGroup(rate: nil, burst: 1),
                retry: settings.retry,
                userAgent: ToolVersion.userAgent
            )
            return try await send(call, client, settings.retry)
        }
    }

    private func send(
        _ call: UpdateIntegrationInput.Call,
        _ client: AWSClient,
        _ retry: RetryPolicy
    ) async throws -> JSONObject {
        do {
            let answer = try await APIGateway(client: client).updateIntegration(
                apiID: call.apiID,
                integrationID: call.integrationID,
                update: call.update,
                before: nil
            )
            return try UpdateIntegrationOutput(answer.response).members
        } catch let error as AWSError {
            let path = APIGateway.path(apiID: call.apiID, integrationID: call.integrationID)
            throw CallError(error, url: client.endpoint.url + path, retry: retry)
        }
    }

    private func terminal(_ globals: OptionParser.Values) -> TableTerminal {
        let usesColor =
            switch globals["--color"] {
            case "on": true
            case "off": false
            default: console.usesColorOnOutput
            }
        return TableTerminal(width: console.outputWidth, usesColor: usesColor)
    }

    private static func callError(_ error: any Error) -> CallError {
        switch error {
        case let error as CallError: return error
        case let error as InvalidInput: return .parameter("\(error)")
        case let error as ConfigurationError: return CallError(error)
        case let error as CredentialsError: return CallError(error)
        case let error as CurlSetupError: return .general("\(error)")
        case let error as UnreadableAnswer:
            return .general(
                "the service answered with success, but not with an integration, so what became of the update is unknown: "
                    + error.problem
            )
        case let error as CommandError: return .general(error.message)
        default: return .general("\(error)")
        }
    }
}
