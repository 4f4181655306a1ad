/// Why a `CurlTransport` could not be made.
public struct CurlSetupError: Error, Sendable, Equatable {
    enum Code: Sendable {
        case caBundle, proxy, libcurl
    }

    private let code: Code
    /// What is wrong and, where a person can change it, what is allowed.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether a file or a variable that the user named is at fault, not this machine.
    public var isUserError: Bool { code != .libcurl }

    /// The same words for every file and value, for grouping.
    public var shortDescription: String {
        switch code {
        case .caBundle: "the CA bundle cannot be used"
        case .proxy: "the proxy setting cannot be used"
        case .libcurl: "libcurl could not be set up"
        }
    }
}

extension CurlSetupError: CustomStringConvertible {
    public var description: String { message }
}
