import APIGatewayV2
import AWSCore

/// Why a call of `update-integration` did not succeed, in the AWS CLI's words and with its exit codes.
struct CallError: Error, Sendable {
    /// The exit codes of the AWS CLI, version 2.
    enum Exit: Int32 {
        /// The command line or a parameter.
        case usage = 252
        /// No region or no credentials.
        case configuration = 253
        /// The service's answer.
        case service = 254
        /// Everything else.
        case general = 255
    }

    var exit: Exit
    /// What the error is called in the structured formats; `nil`: it is always shown as plain text.
    var code: String?
    var message: String
    /// What else the service said: `ResourceType`, `LimitType`.
    var details: [(name: String, value: String)] = []
    /// The sentence, when it is not made of the code and the message.
    var sentence: String?

    private init(_ exit: Exit, code: String?, _ message: String) {
        self.exit = exit
        self.code = code
        self.message = message
    }

    /// A parameter or the command line is wrong.
    static func parameter(_ message: String) -> CallError {
        CallError(.usage, code: "ParamValidation", message)
    }

    /// A parameter's value cannot be parsed.
    static func parsing(_ option: String, _ problem: String) -> CallError {
        .parameter("Error parsing parameter '\(option)': \(problem)")
    }

    /// The command line is not one.
    static func usage(_ message: String) -> CallError {
        .parameter("\(message)\n\n\(CallHelp.hint)")
    }

    static func unknownOptions(_ words: [String]) -> CallError {
        CallError(.usage, code: nil, "Unknown options: \(words.joined(separator: ", "))\n\n\(CallHelp.hint)")
    }

    static func general(_ message: String) -> CallError {
        CallError(.general, code: nil, message)
    }
}

extension CallError {
    init(_ error: ConfigurationError) {
        if error.isMissingRegion {
            self.init(.configuration, code: "NoRegion", "You must specify a region: \(error.message)")
        } else if error.isMissingCredentials {
            self.init(.configuration, code: "NoCredentials", "Unable to locate credentials: \(error.message)")
        } else {
            self.init(.general, code: nil, error.message)
        }
    }

    /// The answer of a service that credentials come from is shown like that of API Gateway.
    init(_ error: CredentialsError) {
        guard let answer = error.answer, answer.httpStatus != nil else {
            self.init(.general, code: nil, error.message)
            return
        }
        self.init(.service, code: answer.code, error.message)
        sentence =
            "An error occurred (\(answer.code)) when calling the \(answer.operation) operation: \(error.message)"
    }

    /// - Parameters:
    ///   - url: that of the request.
    ///   - retry: how often it could have been sent.
    init(_ error: AWSError, url: String, retry: RetryPolicy) {
        if error.httpStatus != nil {
            self.init(.service, code: error.code, error.message)
            details = Self.details(of: error)
            let isOut = retry.repeats(error) && error.attempts >= retry.maxAttempts
            let retries = isOut ? " (reached max retries: \(error.attempts - 1))" : ""
            let operation = "\(error.operation) operation\(retries)"
            sentence = "An error occurred (\(error.code)) when calling the \(operation): \(error.message)"
        } else if let transport = error.transport {
            let reason = transport.message + transport.advice
            self.init(.general, code: nil, "\(Self.words(for: transport, url: url)) (\(reason))")
        } else {
            self.init(.general, code: nil, error.message)
        }
    }

    /// What the model says of two errors beside their message.
    private static func details(of error: AWSError) -> [(name: String, value: String)] {
        let members = ["NotFoundException": "resourceType", "TooManyRequestsException": "limitType"]
        guard let name = members[error.code], let value = error.details[name] else { return [] }
        return [(Spelling.pascalCase(name), value)]
    }

    private static func words(for error: TransportError, url: String) -> String {
        switch (error.phase, error.reason) {
        case (_, .untrusted), (.tls, _): "SSL validation failed for \(url)"
        case (.connect, .timedOut): "Connect timeout on endpoint URL: \"\(url)\""
        case (.resolve, _), (.connect, _): "Could not connect to the endpoint URL: \"\(url)\""
        case (_, .timedOut): "Read timeout on endpoint URL: \"\(url)\""
        case (_, .tooLarge): "The answer of \(url) was too large"
        case (.send, _), (.receive, _):
            "Connection was closed before we received a valid response from endpoint URL: \"\(url)\""
        }
    }
}
