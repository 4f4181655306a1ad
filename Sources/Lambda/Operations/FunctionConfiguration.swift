import AWSCore
import Records

/// What `GetFunction` tells of a function, as far as calls through API Gateway depend on it.
public struct FunctionConfiguration: Sendable, Equatable {
    /// How long one call may take, in seconds.
    public var timeout: Int?
    /// `Active`, `Pending`, `Failed`, …
    public var state: String?
    /// Why the state is what it is.
    public var stateReason: String?
    /// `Successful`, `Failed` or `InProgress`.
    public var lastUpdateStatus: String?

    init(_ answer: JSONObject) throws(UnreadableAnswer) {
        guard let configuration = answer["Configuration"]?.object else {
            throw UnreadableAnswer(problem: "there is no Configuration")
        }
        timeout = configuration["Timeout"]?.integer
        state = configuration["State"]?.string
        stateReason = configuration["StateReason"]?.string
        lastUpdateStatus = configuration["LastUpdateStatus"]?.string
    }

    /// Whether calls fail whatever they are. An idle function (`Inactive`) wakes up, and one that is being made
    /// (`Pending`) will be there.
    public var isUnusable: Bool {
        ["Failed", "Deactivating", "Deactivated", "ActiveNonInvocable", "Deleting"].contains(state)
    }
}
