import AWSCore
import Migration
import Reports

/// Commands that do something else with the run of this one, over the same connection and at the same pace.
extension ShellCommand {
    /// Options that every command has that calls; a test holds them against the help texts.
    static let sharedOptions = Options(
        valued: [
            "--profile", "--region", "--endpoint-url", "--ca-bundle", "--connect-timeout", "--read-timeout",
            "--concurrency", "--rate", "--max-rate", "--burst", "--max-attempts",
        ],
        flags: ["--verify-ssl", "--no-verify-ssl", "--sign-request", "--no-sign-request"]
    )

    /// Options of `apply` that `plan` has too.
    static let planOptions = Options(
        valued: sharedOptions.valued.union([
            "--format", "--passthrough", "--checkpoint", "--lambda-profile", "--lambda-role-arn", "--canary", "--waves",
            "--max-duration", "--until",
        ]),
        flags: sharedOptions.flags.union(["--allow-empty", "--check-lambda"])
    )

    struct Options {
        var valued: Set<String>
        var flags: Set<String>
    }

    /// Makes a plan.
    ///
    /// - Parameter file: the manifest, or the run's file.
    func planning(_ file: String) -> ShellCommand {
        ShellCommand(arguments: ["apigw-migrate", "plan", file] + kept(Self.planOptions))
    }

    /// Applies what this command has planned.
    func applyingPlan() -> ShellCommand {
        without(["--detailed-exitcode", "--routes", "--stages"]).withoutOption("--show").replacing(
            "plan",
            with: "apply"
        )
    }

    /// Puts back what a run has changed.
    func goingBack(_ checkpoint: String) -> ShellCommand {
        ShellCommand(arguments: ["apigw-migrate", "rollback", checkpoint] + kept(Self.sharedOptions))
    }

    private func kept(_ options: Options) -> [String] {
        var kept: [String] = []
        var isValue = false
        for argument in arguments {
            let name = String(argument.prefix { $0 != "=" })
            if isValue || options.flags.contains(argument) || options.valued.contains(name) { kept.append(argument) }
            isValue = !isValue && options.valued.contains(argument)
        }
        return kept
    }
}

extension ShellCommand {
    /// A command line that was written with `text`. What cannot be read has no options.
    init(parsing text: String?) {
        let isReadable = text?.contains("$'") == false
        self.init(arguments: isReadable ? text.flatMap { ShellWords.split($0) } ?? [] : [])
    }
}

extension RunOverview {
    /// Names the command that puts back what the run has changed, where there is something to be put back.
    ///
    /// - Parameter command: of a session of the run.
    mutating func offerWayBack(like command: ShellCommand) {
        guard info.kind == .migration, summary[.updated] > 0, !command.arguments.contains("--no-snapshot") else {
            return
        }
        backCommand = command.goingBack(checkpointPath).text
    }
}
