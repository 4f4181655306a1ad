import Foundation

extension SandboxState {
    /// One line of a state file: an API, or an integration of an API that a line above it named.
    private struct Line: Decodable {
        var account: String
        var region: String
        var api: SandboxAPI?
        var apiId: String?
        var integration: SandboxIntegration?
    }

    /// Reads a state file: JSON Lines, one API or one integration a line, blank lines skipped.
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
        switch (line.api, line.apiId, line.integration) {
        case (let api?, nil, nil):
            guard api.protocolType == "HTTP" || api.protocolType == "WEBSOCKET" else {
                throw SandboxStateError("protocolType \(api.protocolType) is neither HTTP nor WEBSOCKET")
            }
            put(api, in: scope)
        case (nil, let apiID?, let integration?):
            try put(integration, apiID: apiID, in: scope)
        default:
            throw SandboxStateError("neither an \"api\" nor an \"apiId\" with an \"integration\"")
        }
    }

    /// The whole state in the form that ``init(jsonLines:)`` reads, every API before its integrations.
    public func jsonLines() -> [UInt8] {
        var lines: [UInt8] = []
        for scope in scopes {
            for api in apis(in: scope) {
                lines += line(scope) { text in
                    text.key("api")
                    api.write(to: &text)
                }
                for integration in integrations(apiID: api.apiID, in: scope) ?? [] {
                    lines += line(scope) { text in
                        text.member("apiId", api.apiID)
                        text.key("integration")
                        integration.write(to: &text)
                    }
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
