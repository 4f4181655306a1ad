import ArgumentParser

/// How a plan is shown.
struct PlanOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Rows that a plan shows one by one, or all.", valueName: "n"))
    var show = ShowArgument(limit: 50)
}

/// `50` or `all`.
struct ShowArgument: ExpressibleByArgument, Sendable {
    /// `nil`: all.
    var limit: Int?

    init(limit: Int?) {
        self.limit = limit
    }

    init?(argument: String) {
        if argument == "all" {
            self.init(limit: nil)
        } else if let limit = Int(argument), limit >= 0 {
            self.init(limit: limit)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String { limit.map { "\($0)" } ?? "all" }
}
