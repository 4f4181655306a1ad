/// Which operation a method and a path name.
struct Route {
    var operation: SandboxOperation
    var apiID: String?
    var integrationID: String?

    /// - Returns: `nil` when the service has no such operation, or the sandbox doesn't answer it.
    init?(method: String, path: String) {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"))
            .map { String(decoding: PercentEncoding.decode($0), as: UTF8.self) }
        guard parts.count >= 2, parts[0] == "v2", parts[1] == "apis" else { return nil }
        switch (method, parts.count) {
        case ("GET", 2): operation = .getAPIs
        case ("GET", 3): operation = .getAPI
        case ("GET", 4) where parts[3] == "integrations": operation = .getIntegrations
        case ("GET", 5) where parts[3] == "integrations": operation = .getIntegration
        case ("PATCH", 5) where parts[3] == "integrations": operation = .updateIntegration
        default: return nil
        }
        apiID = parts.count > 2 ? parts[2] : nil
        integrationID = parts.count > 4 ? parts[4] : nil
    }
}
