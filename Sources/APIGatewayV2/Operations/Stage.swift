import AWSCore
import Records

/// A stage of an API.
public struct Stage: Sendable, Equatable {
    public var name: String
    /// Whether every change is live at once. Without, nothing changes for clients until a deployment is made.
    public var autoDeploy: Bool
    /// What clients are served; nil: nothing yet.
    public var deploymentID: String?
    /// Why the last automatic deployment failed; nil: it did not.
    public var lastDeploymentStatusMessage: String?
    public var variables: [String: String]
    /// API Gateway made it itself, for an API that was made in one step: it refuses most changes of it.
    public var isManaged: Bool

    init(json: JSONValue) throws(UnreadableAnswer) {
        guard let object = json.object, let name = object["stageName"]?.string else {
            throw UnreadableAnswer(problem: "a stage without stageName")
        }
        self.name = name
        autoDeploy = object["autoDeploy"]?.bool ?? false
        deploymentID = object["deploymentId"]?.string
        isManaged = object["apiGatewayManaged"]?.bool ?? false
        lastDeploymentStatusMessage = object["lastDeploymentStatusMessage"]?.string
        let members = object["stageVariables"]?.object?.members ?? []
        variables = Dictionary(members.compactMap { member in member.value.string.map { (member.key, $0) } }) { $1 }
    }
}
