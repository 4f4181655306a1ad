import Migration
import Records
import Reports

/// How far `discover` is, as a line for each kind of progress. Pure.
struct DiscoverProgress {
    private let progress: Discovery.Progress
    private let total: Int

    /// - Parameter total: accounts and regions.
    init(_ progress: Discovery.Progress, of total: Int) {
        self.progress = progress
        self.total = total
    }

    /// - Parameter width: of the screen.
    func line(_ kind: ProgressReporter.Kind, width: Int) -> String {
        kind == .json ? json : kind == .bar ? String(text.prefix(max(0, width - 1))) : text
    }

    private var text: String {
        "\(progress.groups) of \(Quantity.count(total, "account and region", "accounts and regions")), "
            + "\(Quantity.count(progress.apis, "API")), \(Quantity.count(progress.integrations, "integration"))"
    }

    private var json: String {
        JSONWriter().string(
            .object(
                JSONObject([
                    ("done", .integer(progress.groups)), ("total", .integer(total)), ("apis", .integer(progress.apis)),
                    ("integrations", .integer(progress.integrations)),
                ])
            )
        )
    }
}
