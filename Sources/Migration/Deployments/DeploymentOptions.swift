/// What a run does about stages without auto-deploy, on which an update is not live until somebody deploys.
public struct DeploymentOptions: Sendable, Equatable {
    /// Deploys to them after each wave. Without, the run only looks which ones there are.
    public var deploys: Bool
    /// Also where a deployment publishes what others have changed and not deployed, or where nobody can tell.
    public var includesUndeployed: Bool

    public init(deploys: Bool, includesUndeployed: Bool = false) {
        self.deploys = deploys
        self.includesUndeployed = includesUndeployed
    }
}
