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

    /// For the help and for completions; `start` reads the words.
    @Argument(
        parsing: .captureForPassthrough,
        help: "The AWS CLI's options.",
        completion: .list((CallOption.command + CallOption.global).map(\.name))
    )
    var arguments: [String] = []

    func run() async throws {
        await Self.start(arguments)
    }

    private static var areArgumentsUTF8: Bool {
        (0..<Int(CommandLine.argc)).allSatisfy { index in
            CommandLine.unsafeArgv[index].map { String(validatingCString: $0) != nil } ?? true
        }
    }

    /// Runs the command and ends the program. The words are read as the AWS CLI reads them, and not as the other commands'
    /// are: a value may begin with dashes.
    static func start(_ words: [String]) async {
        SignalWatch.ignoreWriteSignals()
        SignalWatch.leaveOnInterrupt()
        var call = UpdateIntegrationCall(arguments: words, console: Console())
        call.areArgumentsUTF8 = Self.areArgumentsUTF8
        exit(withError: await call.run())
    }
}
