/// The calls that the sandbox answers.
public enum SandboxOperation: String, Sendable, CaseIterable {
    case updateIntegration = "UpdateIntegration"
    case getIntegration = "GetIntegration"
    case getIntegrations = "GetIntegrations"
    case getAPI = "GetApi"
    case getAPIs = "GetApis"
    case getCallerIdentity = "GetCallerIdentity"
}
