/// The calls that the sandbox answers.
public enum SandboxOperation: String, Sendable, CaseIterable {
    case updateIntegration = "UpdateIntegration"
    case getIntegration = "GetIntegration"
    case getIntegrations = "GetIntegrations"
    case getAPI = "GetApi"
    case getAPIs = "GetApis"
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
}
