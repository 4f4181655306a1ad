/// A stage of an API as it was before the run changed the API.
public struct StageFinding: Sendable, Equatable {
    public var name: String
    /// Whether every change is live at once.
    public var deploysItself: Bool
    /// Made by API Gateway itself, which refuses most changes of it.
    public var isManaged = false
    /// What clients were served: where the way back leads. `nil`: nothing was deployed to it.
    public var deploymentID: String?
    /// Changes that others have made and not deployed.
    public var undeployed = Undeployed.none

    public enum Undeployed: Sendable, Equatable {
        case none
        /// What differs, in a few words: `GET /orders and 3 more`.
        case some(String)
        /// Why nobody can tell.
        case unknown(String)
    }

    public init(
        name: String,
        deploysItself: Bool,
        isManaged: Bool = false,
        deploymentID: String? = nil,
        undeployed: Undeployed = .none
    ) {
        self.name = name
        self.deploysItself = deploysItself
        self.isManaged = isManaged
        self.deploymentID = deploymentID
        self.undeployed = undeployed
    }

    /// Why nothing is deployed to it; `nil`: a deployment can be made.
    ///
    /// - Parameter includesUndeployed: a person has said that changes of others may be published.
    public func obstacle(includesUndeployed: Bool) -> DeploymentProblem? {
        if isManaged {
            let kind = "managed by API Gateway itself (quick create)"
            return DeploymentProblem(kind: kind, message: "\(kind): such a stage takes no deployment of others")
        }
        if includesUndeployed { return nil }
        switch undeployed {
        case .none: return nil
        case .some(let what):
            return DeploymentProblem(
                kind: "others have changes there that are not deployed",
                message: "others have changes there that are not deployed: \(what)"
            )
        case .unknown(let why):
            return DeploymentProblem(
                kind: "not known whether others have changes there that are not deployed",
                message: "not known whether others have changes there that are not deployed: \(why)"
            )
        }
    }
}

/// What is known of the stages of one API.
public enum StageReading: Sendable, Equatable {
    case read([StageFinding])
    /// Why they could not be read.
    case failed(String)

    /// Those that need a deployment before clients see a change.
    public var manual: [StageFinding] {
        if case .read(let stages) = self { stages.filter { !$0.deploysItself } } else { [] }
    }

    /// The same stages, of an API that the run has changed already: what is undeployed may be its own.
    func afterChanges() -> StageReading {
        guard case .read(let stages) = self else { return self }
        return .read(
            stages.map { stage in
                var stage = stage
                if !stage.deploysItself { stage.undeployed = .unknown("the run changed the API before it looked") }
                return stage
            }
        )
    }
}
