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

    /// The function's ARN with its qualifier; as in the URI where stage variables cannot be filled in.
    public var function: String
    public var apiID: String
    public var verdict: Verdict
    /// Why, in a sentence without a full stop; empty where there is nothing to say.
    public var message = ""
    /// What gives the missing permission.
    public var command: String?
    /// Something else that is worth knowing, such as a time limit.
    public var note: String?
    /// How many rows would make the API call the function.
    public var rowCount = 1

    /// Why rows fail, or would fail. Nil: they may be sent.
    var error: RowError? {
        switch verdict {
        case .notPermitted:
            RowError(
                code: "LambdaNotPermitted",
                message: message,
                kind: "the function's policy does not let the API in"
            )
        case .notFound: RowError(code: "LambdaNotFound", message: message, kind: "the Lambda function does not exist")
        case .notUsable:
            RowError(code: "LambdaNotUsable", message: message, kind: "the Lambda function cannot be called")
        case .permitted, .granted, .roleDecides, .cannotTell, .notChecked: nil
        }
    }
}
