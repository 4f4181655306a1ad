/// `ExportApi`: an HTTP API as an OpenAPI document, as it is deployed to a stage or as it would be deployed now.
struct APIExport {
    private let stored: StoredAPI
    private let time: Double

    init(_ stored: StoredAPI, at time: Double) {
        self.stored = stored
        self.time = time
    }

    /// - Parameter specification: `OAS30` is the only one there is.
    func answer(_ specification: String, _ request: SignedRequest) throws(ServiceError) -> Answer {
        if stored.api.isWebSocket { throw .badRequest("ExportApi is supported for HTTP APIs only") }
        guard specification == "OAS30", request.parameter("outputType") == "JSON",
            request.parameter("exportVersion") ?? "1.0" == "1.0"
        else { throw .badRequest("The sandbox exports with specification OAS30, outputType JSON, exportVersion 1.0") }
        let includesExtensions = request.parameter("includeExtensions") != "false"
        guard let stageName = request.parameter("stageName") else {
            return document(stored.snapshot, stageName: nil, includesExtensions: includesExtensions)
        }
        guard let deployed = stored.deployed(to: stageName, at: time) else { throw .unknownStage }
        return document(deployed.snapshot, stageName: stageName, includesExtensions: includesExtensions)
    }

    private func document(_ snapshot: StoredAPI.Snapshot, stageName: String?, includesExtensions: Bool) -> Answer {
        .ok { text in
            text.beginObject()
            text.member("openapi", "3.0.1")
            text.key("info")
            text.beginObject()
            text.member("title", stored.api.name)
            text.member("version", stored.api.version ?? stored.api.createdDate)
            text.endObject()
            text.key("servers")
            text.beginArray()
            writeServer(stageName, to: &text)
            text.endArray()
            text.key("paths")
            text.beginObject()
            for (path, routes) in Self.byPath(snapshot.routes) {
                text.key(path)
                text.beginObject()
                for route in routes {
                    text.key(route.method)
                    let integration = route.integrationID.flatMap { snapshot.integrations[$0] }
                    write(includesExtensions ? integration : nil, to: &text)
                }
                text.endObject()
            }
            text.endObject()
            if includesExtensions { text.member("x-amazon-apigateway-importexport-version", "1.0") }
            text.endObject()
        }
    }

    private func writeServer(_ stageName: String?, to text: inout JSONText) {
        text.beginObject()
        text.member("url", (stored.api.apiEndpoint ?? "") + "/{basePath}")
        text.key("variables")
        text.beginObject()
        text.key("basePath")
        text.beginObject()
        text.member("default", stageName ?? "")
        text.endObject()
        text.endObject()
        text.endObject()
    }

    private func write(_ integration: SandboxIntegration?, to text: inout JSONText) {
        text.beginObject()
        text.key("responses")
        text.beginObject()
        text.key("default")
        text.beginObject()
        text.member("description", "Default response")
        text.endObject()
        text.endObject()
        if let integration {
            text.key("x-amazon-apigateway-integration")
            text.beginObject()
            text.member("connectionId", integration.connectionID)
            text.member("connectionType", integration.connectionType)
            text.member("credentials", integration.credentialsARN)
            text.member("httpMethod", integration.integrationMethod)
            text.member("integrationSubtype", integration.integrationSubtype)
            text.member("payloadFormatVersion", integration.payloadFormatVersion)
            text.member("requestParameters", integration.requestParameters)
            text.member("timeoutInMillis", integration.timeoutInMillis)
            text.member("type", integration.integrationType.lowercased())
            text.member("uri", integration.integrationURI)
            text.endObject()
        }
        text.endObject()
    }

    private struct Operation {
        var method: String
        var integrationID: String?
    }

    /// Paths in order, with the operations of each. `$default` is a path of its own; `ANY` is an extension.
    private static func byPath(_ routes: [SandboxRoute]) -> [(path: String, operations: [Operation])] {
        var paths: [String: [Operation]] = [:]
        for route in routes {
            let parts = route.routeKey.split(separator: " ", maxSplits: 1).map(String.init)
            let (method, path) = parts.count > 1 ? (parts[0].lowercased(), parts[1]) : ("any", "/" + parts[0])
            paths[path, default: []].append(
                Operation(
                    method: method == "any" ? "x-amazon-apigateway-any-method" : method,
                    integrationID: route.integrationID
                )
            )
        }
        return paths.sorted { $0.key < $1.key }
            .map { (path: $0.key, operations: $0.value.sorted { $0.method < $1.method }) }
    }
}
