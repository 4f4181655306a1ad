import ArgumentParser

/// `update-integration`: one call, with the options, the output and the exit codes of `aws apigatewayv2 update-integration`.
struct UpdateIntegrationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update-integration",
        abstract: "Change one integration: the options of aws apigatewayv2 update-integration.",
        discussion: """
            A script that calls `aws apigatewayv2 update-integration` works with the name replaced. All options:
              apigw-migrate update-integration help
            """
    )

    /// Read as the AWS CLI reads them, not as the other commands do.
    @Argument(
        parsing: .captureForPassthrough,
        help: "The AWS CLI's options.",
        completion: .list((CallOption.command + CallOption.global).map(\.name))
    )
    var arguments: [String] = []

    func run() async throws {
        SignalWatch.ignoreWriteSignals()
        SignalWatch.leaveOnInterrupt()
        let console = Console()
        let code = try await UpdateIntegrationCall(arguments: arguments, console: console).run()
        if code != .success { throw code }
    }
}
