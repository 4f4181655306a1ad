/// What the preflight found out about a function and an API that rows would make call it.
public struct PreflightFinding: Sendable, Equatable {
    public enum Verdict: String, Sendable, CaseIterable {
        /// The policy lets the API in.
        case permitted
        /// The policy lets the API in since this run gave it the permission.
        case granted
        /// The policy does not let the API in: clients would get a 500.
        case notPermitted
        /// There is no such function, alias or version.
        case notFound
        /// The function is in a state in which it cannot be called.
        case notUsable
        /// The integration names a role, and what that role may do decides.
        case roleDecides
        /// It depends on something that is not known here.
        case cannotTell
        /// It may not be read, or could not be.
        case notChecked
    }

    /// Something else that is worth knowing of a function that can be called.
    public struct Note: Sendable, Equatable {
        /// Without anything that differs from function to function: notes are counted by it.
        public var kind: String
        public var text: String
    }

    /// The function's ARN with its qualifier; as in the URI where stage variables cannot be filled in.
    public var function: String
    public var apiID: String
    public var verdict: Verdict
    /// Why, without anything that differs from function to function: findings are counted by verdict and kind.
    public var kind = ""
    /// Why, in a sentence without a full stop; empty where there is nothing to say.
    public var message = ""
    /// What gives the missing permission.
    public var command: String?
    public var note: Note?
    /// How many rows would make the API call the function.
    public var rowCount = 1
    /// When this run gave the permission, in seconds since 1970.
    var givenAt: Double?

    /// Of the finding that `--grant-lambda` does away with.
    public static let lacksPermission = "the function's policy does not let the API in"

    /// Why rows fail, or would fail. Nil: they may be sent.
    var error: RowError? {
        switch verdict {
        case .notPermitted: RowError(code: "LambdaNotPermitted", message: message, kind: kind)
        case .notFound: RowError(code: "LambdaNotFound", message: message, kind: kind)
        case .notUsable: RowError(code: "LambdaNotUsable", message: message, kind: kind)
        case .permitted, .granted, .roleDecides, .cannotTell, .notChecked: nil
        }
    }
}

extension PreflightFinding {
    func with(_ verdict: Verdict, kind: String, _ message: String) -> PreflightFinding {
        var finding = self
        (finding.verdict, finding.kind, finding.message) = (verdict, kind, message)
        return finding
    }
}

extension PreflightFinding.Verdict {
    /// Whether clients would get a 500.
    public var isRefusal: Bool {
        switch self {
        case .notPermitted, .notFound, .notUsable: true
        case .permitted, .granted, .roleDecides, .cannotTell, .notChecked: false
        }
    }
}
