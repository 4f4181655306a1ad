/// What the keys of request and response parameters look like. Keys are compared with case, as the service does.
enum ParameterKey {
    /// A request parameter of an HTTP API's integration without a subtype: `overwrite:header.x-stage`, `overwrite:path`.
    static func isRequestAction(_ key: String) -> Bool {
        key == "overwrite:path" || isAction(key, on: ["header.", "querystring."])
    }

    /// A request parameter of a WebSocket API's integration: `integration.request.header.x-stage`.
    static func isIntegrationRequest(_ key: String) -> Bool {
        let prefix = "integration.request."
        guard key.hasPrefix(prefix) else { return false }
        let rest = key.dropFirst(prefix.count)
        return ["header.", "querystring.", "path."].contains { rest.hasPrefix($0) && rest.count > $0.count }
    }

    /// A request parameter of an integration with a subtype: `QueueUrl`.
    static func isSubtypeParameter(_ key: String) -> Bool {
        !key.isEmpty && key.utf8.allSatisfy(isASCIIAlphanumeric)
    }

    /// A response parameter: `overwrite:statuscode`, `append:header.x-cache`.
    static func isResponseAction(_ key: String) -> Bool {
        key == "overwrite:statuscode" || isAction(key, on: ["header."])
    }

    /// A status code that response parameters can be attached to.
    static func isStatus(_ key: String) -> Bool {
        guard key.utf8.count == 3, let code = Int(key) else { return false }
        return (200...599).contains(code)
    }

    static let requestActions = "append|overwrite|remove:header.NAME or :querystring.NAME, overwrite:path"
    static let integrationRequests = "integration.request.header|querystring|path.NAME"
    static let responseActions = "append|overwrite|remove:header.NAME or overwrite:statuscode"

    private static func isAction(_ key: String, on places: [String]) -> Bool {
        for action in ["append:", "overwrite:", "remove:"] where key.hasPrefix(action) {
            let rest = key.dropFirst(action.count)
            return places.contains { rest.hasPrefix($0) && rest.count > $0.count }
        }
        return false
    }

    private static func isASCIIAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
