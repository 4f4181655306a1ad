import Sandbox

/// A manifest over a generated state: every integration gets a timeout and a description of its own.
struct Timeouts {
    var apis: Int
    var integrations: Int

    struct Row {
        var apiID: String
        var integrationID: String
        var timeout: Int
        var description: String
    }

    var state: SandboxState { .generated(apis: apis, integrations: integrations) }
    var count: Int { apis * integrations }

    var rows: [Row] {
        (0..<count).map { index in
            // The sandbox pads to seven and to four digits.
            let api = String(10_000_001 + index / integrations).dropFirst()
            let integration = String(10_001 + index % integrations).dropFirst()
            return Row(
                apiID: "api\(api)",
                integrationID: "int\(integration)",
                timeout: 1000 + index,
                description: "row \(index + 1)"
            )
        }
    }

    var manifest: String {
        rows.reduce(into: "api_id,integration_id,timeout_in_millis,description\n") { text, row in
            text += "\(row.apiID),\(row.integrationID),\(row.timeout),\(row.description)\n"
        }
    }

    /// Every integration of every API, for a comparison before and after: stages note deployments of their own.
    func integrations(in state: SandboxState) -> [[SandboxIntegration]] {
        (0..<apis).map { state.integrations(apiID: rows[$0 * integrations].apiID, in: .first) ?? [] }
    }

    /// The rows that are not in the sandbox as the manifest wants them.
    func unmet(in state: SandboxState) -> [Row] {
        rows.filter { row in
            let live = state.integration(row.integrationID, apiID: row.apiID, in: .first)
            return live?.timeoutInMillis != row.timeout || live?.description != row.description
        }
    }
}
