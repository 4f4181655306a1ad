import AWSCore
import CurlHTTP
import JMESPath
import Records

/// The global options as meant: the environment, the shared files and the options in the AWS CLI's order of precedence.
struct CallSettings: Sendable {
    var connection: ConnectionSettings
    var output: OutputFormat
    var retry: RetryPolicy
    var isDebugging: Bool

    /// Of the AWS CLI, version 2, in its `standard` retry mode.
    private static let defaultMaxAttempts = 3
    private static let defaultTimeout = "60"
    /// A day; longer ones are cut.
    private static let longestTimeout = 86_400

    init(_ values: OptionParser.Values, environment: [String: String]) throws {
        let configuration = try AWSConfiguration(environment: environment, readFile: FileAccess.system.read)
        let profile = Self.profile(values)
        isDebugging = values["--debug"] != nil
        output = try Self.output(values, configuration, environment)
        retry = RetryPolicy(maxAttempts: try Self.maxAttempts(configuration, profile, environment))
        retry.followsCLI = true
        var transport = CurlTransport.Configuration()
        transport.connectTimeout = try Self.timeout(values["--cli-connect-timeout"])
        transport.readTimeout = try Self.timeout(values["--cli-read-timeout"])
        transport.maximumConnections = 1
        transport.caBundle = try configuration.caBundle(profile: profile, explicit: values["--ca-bundle"])
        transport.verifiesTLS = values["--no-verify-ssl"] == nil
        transport.environment = environment
        connection = ConnectionSettings(
            profile: profile,
            region: values["--region"].flatMap { $0.isEmpty ? nil : $0 },
            endpointURL: values["--endpoint-url"],
            signsRequests: values["--no-sign-request"] == nil,
            configuration: configuration,
            transport: transport
        )
    }

    /// An empty name is none: scripts hand on variables that may be empty.
    private static func profile(_ values: OptionParser.Values) -> String? {
        values["--profile"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What can be said of the options without any file: before anything else is looked at.
    static func check(_ values: OptionParser.Values) throws(CallError) {
        _ = try query(values)
        if values["--cli-auto-prompt"] != nil { throw .parameter("--cli-auto-prompt is not supported: leave it out") }
        if let url = values["--endpoint-url"], !hasScheme(url) {
            throw .parameter(
                "Bad value for --endpoint-url \"\(url)\": scheme is missing.  Must be of the form http://<hostname>/ or "
                    + "https://<hostname>/"
            )
        }
        for option in ["--cli-connect-timeout", "--cli-read-timeout"] { _ = try timeout(values[option]) }
    }

    /// The expression of `--query`; like the AWS CLI, nothing is sent when it is none.
    static func query(_ values: OptionParser.Values) throws(CallError) -> JMESPathExpression? {
        guard let text = values["--query"] else { return nil }
        do {
            return try JMESPathExpression(text)
        } catch {
            throw .parameter("Bad value for --query \(text): \(error)")
        }
    }

    /// RFC 3986, section 3.1.
    private static func hasScheme(_ url: String) -> Bool {
        guard let first = url.unicodeScalars.first, first.isASCII, first.properties.isAlphabetic else { return false }
        let rest = url.unicodeScalars.drop { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789+-.".unicodeScalars.contains(scalar))
        }
        return rest.first == ":"
    }

    private static func timeout(_ text: String?) throws(CallError) -> Duration {
        let number = try CallInput.integer(text ?? defaultTimeout)
        if number.hasPrefix("-") { throw .general("a time-out is 0 or more seconds, not \(number)") }
        return .seconds(min(Int(number) ?? longestTimeout, longestTimeout))
    }

    private static func output(
        _ values: OptionParser.Values,
        _ configuration: AWSConfiguration,
        _ environment: [String: String]
    ) throws -> OutputFormat {
        var name = values["--output"] ?? environment["AWS_DEFAULT_OUTPUT"].flatMap { $0.isEmpty ? nil : $0 }
        if name == nil { name = try configuration.setting("output", profile: profile(values)) }
        guard let format = OutputFormat(rawValue: name ?? OutputFormat.json.rawValue) else {
            throw CallError.general("Unknown output type: \(name ?? "")")
        }
        return format
    }

    /// The format of errors; an unknown one counts as none, so that the error itself is not lost.
    static func errorFormat(_ values: OptionParser.Values, environment: [String: String]) -> ErrorFormat {
        var name = values["--cli-error-format"] ?? environment["AWS_CLI_ERROR_FORMAT"]
        if name == nil {
            let configuration = try? AWSConfiguration(environment: environment, readFile: FileAccess.system.read)
            name = try? configuration?.setting("cli_error_format", profile: profile(values))
        }
        return ErrorFormat(rawValue: name?.lowercased() ?? "") ?? .enhanced
    }

    private static func maxAttempts(
        _ configuration: AWSConfiguration,
        _ profile: String?,
        _ environment: [String: String]
    ) throws -> Int {
        func value(_ variable: String, _ key: String) throws -> String? {
            if let value = environment[variable], !value.isEmpty { return value }
            return try configuration.setting(key, profile: profile)
        }
        if let mode = try value("AWS_RETRY_MODE", "retry_mode"), !["standard", "adaptive"].contains(mode) {
            throw CallError.general(
                "Invalid value provided to \"mode\": \"\(mode)\" must be one of: \"standard\" or \"adaptive\""
            )
        }
        guard let text = try value("AWS_MAX_ATTEMPTS", "max_attempts") else { return defaultMaxAttempts }
        guard let number = Int(try CallInput.integer(text)), number >= 1 else {
            throw CallError.general(
                "Value provided to \"max_attempts\": \(text) must be an integer greater than or equal to one."
            )
        }
        return number
    }
}
