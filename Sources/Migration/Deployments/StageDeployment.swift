/// Why a stage is not deployed to, or not known to be.
public struct DeploymentProblem: Sendable, Equatable {
    /// Without anything that differs from stage to stage: summaries group by it.
    public var kind: String
    public var message: String

    public init(kind: String, message: String) {
        self.kind = kind
        self.message = message
    }
}

/// A deployment that a run makes, or has to make, to one stage, and what has become of it.
public struct StageDeployment: Sendable, Equatable {
    public enum State: String, Sendable, CaseIterable {
        /// To be made.
        case waiting
        /// About to be made, or made by a process that died before it knew.
        case intended
        /// Made; the service is at it.
        case pending
        case deployed
        /// The service has refused it, or it came to nothing.
        case failed
        /// On purpose.
        case leftAlone = "left_alone"
    }

    public var apiID: String
    public var credentials: CredentialSet
    public var accountID: String?
    public var region: String
    /// "": the stages of the API are not known.
    public var stage: String
    /// Counted from 1.
    public var wave: Int
    public var state: State
    public var deploymentID: String?
    /// What the stage served before the run.
    public var formerID: String?
    public var problem: DeploymentProblem?

    public init(
        apiID: String,
        credentials: CredentialSet,
        accountID: String? = nil,
        region: String,
        stage: String,
        wave: Int = 1,
        state: State,
        deploymentID: String? = nil,
        formerID: String? = nil,
        problem: DeploymentProblem? = nil
    ) {
        self.apiID = apiID
        self.credentials = credentials
        self.accountID = accountID
        self.region = region
        self.stage = stage
        self.wave = wave
        self.state = state
        self.deploymentID = deploymentID
        self.formerID = formerID
        self.problem = problem
    }
}

extension StageDeployment.State {
    /// Clients are served what the run has changed.
    public var isDone: Bool { self == .deployed }

    /// Nothing has been decided yet: the same command goes on with it.
    public var isOpen: Bool {
        switch self {
        case .waiting, .intended, .pending: true
        case .deployed, .failed, .leftAlone: false
        }
    }
}
