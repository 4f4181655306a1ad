import ArgumentParser

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `update-integration`: one call, with the options, the output and the exit codes of `aws apigatewayv2 update-integration`.
struct UpdateIntegrationCommand: AsyncParsableCommand {
    static let name = "update-integration"
    /// What the AWS CLI calls the service, before the name of the command.
    static let serviceName = "apigatewayv2"

    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Change one integration: the options of aws apigatewayv2 update-integration.",
        discussion: """
            A script that calls `aws apigatewayv2 update-integration` works with `aws` replaced by `apigw-migrate`, with \
            the service's name or without. All options:
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
        await Self.start([Self.name] + arguments)
    }

    private static var areArgumentsUTF8: Bool {
        (0..<Int(CommandLine.argc)).allSatisfy { index in
            CommandLine.unsafeArgv[index].map { String(validatingCString: $0) != nil } ?? true
        }
    }

    /// Runs the command and ends the program. The words are read as the AWS CLI reads them, and not as the other commands'
    /// are: global options may stand before the command's name, and a value may begin with dashes.
    ///
    /// - Parameter words: the whole command line, the names of the service and the command among them.
    static func start(_ words: [String]) async {
        SignalWatch.ignoreWriteSignals()
        SignalWatch.leaveOnInterrupt()
        var call = UpdateIntegrationCall(arguments: words, console: Console())
        call.areArgumentsUTF8 = Self.areArgumentsUTF8
        let code = await call.run()
        await call.console.flush()
        endProcess(code.rawValue)
    }
}

/// The system call, which ArgumentParser's function of the same name hides inside the type. That one looks at the options
/// of every command before it ends, which takes longer than a call to a service nearby.
private func endProcess(_ code: Int32) -> Never { exit(code) }
