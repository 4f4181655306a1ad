/// Credentials, a region or an endpoint could not be worked out from the options, the environment and the shared files.
public struct ConfigurationError: Error, Sendable, Equatable {
    enum Code: Sendable, Equatable {
        case unreadableFile, malformedFile, unknownProfile, missingSection
        case missingCredentials, partialCredentials, invalidCredentials, unsupportedCredentials
        case missingRegion, invalidRegion
        case invalidEndpoint
    }

    let code: Code
    /// What was tried, what is wrong and what to do. Holds no secret.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// There are no usable credentials (exit code 77); otherwise the command line, the environment or a file is wrong.
    public var concernsCredentials: Bool {
        switch code {
        case .missingCredentials, .partialCredentials, .invalidCredentials, .unsupportedCredentials: true
        default: false
        }
    }

    /// No source of credentials had any. With `isMissingRegion`, what the AWS CLI exits with 253 for; all else is 255.
    public var isMissingCredentials: Bool { code == .missingCredentials }

    /// No region was named anywhere.
    public var isMissingRegion: Bool { code == .missingRegion }

    /// The same words whatever the names involved, for grouping.
    public var shortDescription: String {
        switch code {
        case .unreadableFile: "configuration file unreadable"
        case .malformedFile: "configuration file malformed"
        case .unknownProfile: "unknown profile"
        case .missingSection: "section missing in the configuration file"
        case .missingCredentials: "no credentials"
        case .partialCredentials: "partial credentials"
        case .invalidCredentials: "credentials source misconfigured"
        case .unsupportedCredentials: "credentials source not supported"
        case .missingRegion: "no region"
        case .invalidRegion: "invalid region"
        case .invalidEndpoint: "invalid endpoint URL"
        }
    }
}

extension ConfigurationError: CustomStringConvertible {
    public var description: String { message }
}
