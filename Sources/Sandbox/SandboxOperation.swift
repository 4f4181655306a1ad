/// The calls that the sandbox answers.
public enum SandboxOperation: String, Sendable, CaseIterable {
    case updateIntegration = "UpdateIntegration"
    case getIntegration = "GetIntegration"
    case getIntegrations = "GetIntegrations"
    case getAPI = "GetApi"
    case getAPIs = "GetApis"
    case getRoutes = "GetRoutes"
    case getStages = "GetStages"
    case updateStage = "UpdateStage"
    case createDeployment = "CreateDeployment"
    case getDeployment = "GetDeployment"
    case getDeployments = "GetDeployments"
    case exportAPI = "ExportApi"
    /// Of Lambda.
    case getFunction = "GetFunction"
    case getPolicy = "GetPolicy"
    case addPermission = "AddPermission"
    case removePermission = "RemovePermission"
    /// Of STS.
    case getCallerIdentity = "GetCallerIdentity"
    case assumeRole = "AssumeRole"
    case assumeRoleWithWebIdentity = "AssumeRoleWithWebIdentity"
    /// Of SSO.
    case getRoleCredentials = "GetRoleCredentials"
    /// Of SSO-OIDC.
    case createToken = "CreateToken"
    /// Any call to the instance metadata service.
    case instanceMetadata = "InstanceMetadata"
    case containerCredentials = "ContainerCredentials"
    /// A client's request to a deployed API.
    case invoke = "Invoke"
}

extension SandboxOperation {
    /// Whether two of these to one API at one time collide.
    var writesAPI: Bool {
        switch self {
        case .updateIntegration, .updateStage, .createDeployment: true
        default: false
        }
    }

    var isOfLambda: Bool {
        switch self {
        case .getFunction, .getPolicy, .addPermission, .removePermission: true
        default: false
        }
    }

    /// The quotas of an account in a region that a call takes from, one after the other until one refuses it.
    /// - Parameter total: The quota that all calls to API Gateway share.
    func quotas(total: SandboxConfiguration.Quota) -> [(QuotaKind, SandboxConfiguration.Quota)] {
        switch self {
        case .getFunction: [(.lambdaFunctions, .init(rate: 100, burst: 100))]
        case .getPolicy: [(.lambdaPolicies, .init(rate: 15, burst: 15))]
        case .addPermission, .removePermission: [(.lambdaOthers, .init(rate: 15, burst: 15))]
        case .createDeployment: [(.apiGateway, total), (.deployments, .init(rate: 0.2, burst: 1))]
        default: [(.apiGateway, total)]
        }
    }
}

/// What has a quota of its own in each account and region.
enum QuotaKind: Hashable {
    /// All calls to API Gateway.
    case apiGateway
    /// `CreateDeployment`: one in five seconds.
    case deployments
    case lambdaFunctions
    case lambdaPolicies
    /// All other calls to Lambda.
    case lambdaOthers
}
