public import ArgumentParser

/// `apigw-migrate`: the list of subcommands.
public struct RootCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "apigw-migrate",
        abstract: "Change thousands of API Gateway v2 integrations from a manifest.",
        discussion: """
            A manifest (CSV or JSON Lines) has one row per integration to change. `apply` sends one UpdateIntegration \
            call per row, as fast as each account's quota allows; run it again and it goes on where it stopped.

            First time: validate, then plan, then apply.
            """,
        version: ToolVersion.current,
        subcommands: [
            DiscoverCommand.self, ValidateCommand.self, PlanCommand.self, ApplyCommand.self, RollbackCommand.self,
            ControlCommand.self, StatusCommand.self, ReportCommand.self,
            UpdateIntegrationCommand.self, SkeletonCommand.self,
        ]
    )

    public init() {}

    /// Runs the program with the process's arguments.
    public static func start() async {
        let line = CommandLineWords(Array(CommandLine.arguments.dropFirst()))
        switch line.commandName {
        case UpdateIntegrationCommand.name, UpdateIntegrationCommand.serviceName:
            await UpdateIntegrationCommand.start(line.words)
        default: await main(line.arranged)
        }
    }
}

/// The version of the program, as in CHANGELOG.md.
enum ToolVersion {
    static let current = "0.1.0"
    static var userAgent: String { "apigw-migrate/\(current)" }
}
