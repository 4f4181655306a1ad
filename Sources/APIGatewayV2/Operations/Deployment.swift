import AWSCore
import Records

/// The state of an API at one moment, which stages can serve to clients.
public struct Deployment: Sendable, Equatable {
    public enum Status: String, Sendable {
        case pending = "PENDING"
        case deployed = "DEPLOYED"
        case failed = "FAILED"
    }

    public var id: String
    /// `nil` for a status that this version does not know.
    public var status: Status?
    /// Why it failed.
    public var statusMessage: String?
    public var description: String?

    init(json: JSONValue) throws(UnreadableAnswer) {
        guard let object = json.object, let id = object["deploymentId"]?.string else {
            throw UnreadableAnswer(problem: "a deployment without deploymentId")
        }
        self.id = id
        status = object["deploymentStatus"]?.string.flatMap(Status.init)
        statusMessage = object["deploymentStatusMessage"]?.string
        description = object["description"]?.string
    }
}
