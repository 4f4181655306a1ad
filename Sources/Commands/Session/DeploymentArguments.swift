import ArgumentParser
import Migration

/// What `apply` does about stages without auto-deploy.
struct DeploymentArguments: ParsableArguments {
    @Flag(help: "Look which stages have no auto-deploy, before an API changes; the summary names them.")
    var stages = false

    @Flag(help: "After each wave, deploy to the stages without auto-deploy of the APIs that it changed.")
    var deploy = false

    @Flag(help: "Deploy also where that publishes what others have changed and not deployed.")
    var deployUndeployed = false

    func validate() throws {
        if deployUndeployed, !deploy { throw ValidationError("--deploy-undeployed goes with --deploy.") }
    }

    func apply(to options: inout EngineOptions) {
        guard stages || deploy else { return }
        options.deployments = DeploymentOptions(deploys: deploy, includesUndeployed: deployUndeployed)
    }
}
