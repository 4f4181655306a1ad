import Foundation

extension SandboxState {
    /// One line of a state file: an API; an integration, a route or a stage of an API that a line above it named; or a
    /// Lambda function.
    private struct Line: Decodable {
        var account: String
        var region: String
        var api: SandboxAPI?
        var apiId: String?
        var integration: SandboxIntegration?
        var route: SandboxRoute?
        var stage: SandboxStage?
        var function: SandboxFunction?
    }

    /// Reads a state file: JSON Lines, one thing a line, blank lines skipped. What is deployed to a stage is what stands
    /// above it: an integration that stands above it and once more below it is changed and not deployed.
    /// - Throws: ``SandboxStateError`` with the line's number.
    public convenience init(jsonLines: some Sequence<UInt8>) throws(SandboxStateError) {
        self.init()
        let decoder = JSONDecoder()
        let lines = Array(jsonLines).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() {
            if bytes.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) { continue }
            do {
                try add(decoder.decode(Line.self, from: Data(bytes)))
            } catch {
                throw SandboxStateError("line \(index + 1): \(error)")
            }
        }
    }

    private func add(_ line: Line) throws(SandboxStateError) {
        let scope = SandboxScope(account: line.account, region: line.region)
        if let api = line.api {
            guard api.protocolType == "HTTP" || api.protocolType == "WEBSOCKET" else {
                throw SandboxStateError("protocolType \(api.protocolType) is neither HTTP nor WEBSOCKET")
            }
            put(api, in: scope)
        } else if let function = line.function {
            put(function, in: scope)
        } else if let apiID = line.apiId, let integration = line.integration {
            try put(integration, apiID: apiID, in: scope)
        } else if let apiID = line.apiId, let route = line.route {
            try put(route, apiID: apiID, in: scope)
        } else if let apiID = line.apiId, let stage = line.stage {
            try put(stage, apiID: apiID, in: scope)
        } else {
            throw SandboxStateError(
                "neither an \"api\", nor a \"function\", nor an \"apiId\" with an \"integration\", a \"route\" or a \"stage\""
            )
        }
    }

    /// The whole state in the form that ``init(jsonLines:)`` reads, every API before what belongs to it. What is deployed to a
    /// stage is not in it.
    /// - Parameter includesGeneratedFunctions: Also the functions that were made by rule and have not been changed.
    public func jsonLines(includesGeneratedFunctions: Bool = false) -> [UInt8] {
        var lines: [UInt8] = []
        for scope in scopes {
            for api in apis(in: scope) {
                lines += line(scope) { text in
                    text.key("api")
                    api.write(to: &text)
                }
                func add<Part>(_ key: String, _ parts: [Part]?, _ write: (Part, inout JSONText) -> Void) {
                    for part in parts ?? [] {
                        lines += line(scope) { text in
                            text.member("apiId", api.apiID)
                            text.key(key)
                            write(part, &text)
                        }
                    }
                }
                add("integration", integrations(apiID: api.apiID, in: scope)) { $0.write(to: &$1) }
                add("route", routes(apiID: api.apiID, in: scope)) { $0.write(to: &$1) }
                add("stage", stages(apiID: api.apiID, in: scope)) { $0.write(to: &$1) }
            }
            for function in functions(in: scope, includesGenerated: includesGeneratedFunctions) {
                lines += line(scope) { text in
                    text.key("function")
                    function.write(to: &text)
                }
            }
        }
        return lines
    }

    private func line(_ scope: SandboxScope, _ content: (inout JSONText) -> Void) -> [UInt8] {
        var text = JSONText()
        text.beginObject()
        text.member("account", scope.account)
        text.member("region", scope.region)
        content(&text)
        text.endObject()
        return text.bytes + [UInt8(ascii: "\n")]
    }
}
