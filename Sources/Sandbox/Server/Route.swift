/// Which operation a method and a path name, and with which ids.
struct Route {
    private struct Pattern {
        enum Segment {
            case literal(String)
            /// Any one, which gets this name.
            case any(name: String)
        }

        var method: String
        var segments: [Segment]
        var operation: SandboxOperation

        /// - Parameter path: Segments in braces stand for any one, and name it.
        init(_ method: String, _ path: String, _ operation: SandboxOperation) {
            self.method = method
            segments = path.split(separator: "/").map { segment in
                segment.hasPrefix("{") ? .any(name: String(segment.dropFirst().dropLast())) : .literal(String(segment))
            }
            self.operation = operation
        }

        /// The named segments, if the path has this form.
        func match(_ parts: [String]) -> [String: String]? {
            guard parts.count == segments.count else { return nil }
            var found: [String: String] = [:]
            for (segment, part) in zip(segments, parts) {
                switch segment {
                case .any(let name): found[name] = part
                case .literal(let text): if text != part { return nil }
                }
            }
            return found
        }
    }

    private static let patterns = [
        Pattern("PATCH", "v2/apis/{apiId}/integrations/{integrationId}", .updateIntegration),
        Pattern("GET", "v2/apis/{apiId}/integrations/{integrationId}", .getIntegration),
        Pattern("GET", "v2/apis/{apiId}/integrations", .getIntegrations),
        Pattern("GET", "v2/apis/{apiId}", .getAPI),
        Pattern("GET", "v2/apis", .getAPIs),
        Pattern("GET", "v2/apis/{apiId}/routes", .getRoutes),
        Pattern("GET", "v2/apis/{apiId}/stages", .getStages),
        Pattern("PATCH", "v2/apis/{apiId}/stages/{stageName}", .updateStage),
        Pattern("POST", "v2/apis/{apiId}/deployments", .createDeployment),
        Pattern("GET", "v2/apis/{apiId}/deployments/{deploymentId}", .getDeployment),
        Pattern("GET", "v2/apis/{apiId}/deployments", .getDeployments),
        Pattern("GET", "v2/apis/{apiId}/exports/{specification}", .exportAPI),
        Pattern("GET", "2015-03-31/functions/{functionName}", .getFunction),
        Pattern("GET", "2015-03-31/functions/{functionName}/policy", .getPolicy),
        Pattern("POST", "2015-03-31/functions/{functionName}/policy", .addPermission),
        Pattern("DELETE", "2015-03-31/functions/{functionName}/policy/{statementId}", .removePermission),
    ]

    var operation: SandboxOperation
    private var named: [String: String]

    /// - Returns: `nil` when the service has no such operation, or the sandbox doesn't answer it.
    init?(method: String, path: String) {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"))
            .map { String(decoding: PercentEncoding.decode($0), as: UTF8.self) }
        for pattern in Self.patterns where pattern.method == method {
            if let named = pattern.match(parts) {
                operation = pattern.operation
                self.named = named
                return
            }
        }
        return nil
    }

    var apiID: String? { named["apiId"] }
    var integrationID: String? { named["integrationId"] }

    /// A segment that the pattern of the route's operation names.
    subscript(name: String) -> String { named[name] ?? "" }
}
