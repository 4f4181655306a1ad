import ArgumentParser
import Migration

/// Whether the Lambda functions that rows point to are looked at before anything is sent.
struct LambdaArguments: ParsableArguments {
    @Flag(help: "Check that the functions which rows point to exist and let the API in.")
    var checkLambda = false

    @Option(
        help: ArgumentHelp(
            "Check the functions, and write the commands that give missing permissions to this script.",
            valueName: "path"
        ),
        completion: .file()
    )
    var lambdaCommands: String?

    @OptionGroup var reach: LambdaReachArguments

    /// Files that are written.
    var outputs: [(option: String, path: String)] {
        lambdaCommands.map { [(option: "--lambda-commands", path: $0)] } ?? []
    }

    var isChecked: Bool { checkLambda || lambdaCommands != nil }

    func apply(to options: inout EngineOptions) {
        if isChecked { options.preflight = reach.options }
    }
}

/// How functions of other accounts are reached.
struct LambdaReachArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Profile to reach functions of other accounts with.", valueName: "name"))
    var lambdaProfile: String?

    @Option(
        name: .customLong("lambda-role-arn"),
        help: ArgumentHelp("Role to reach functions of other accounts as.", valueName: "arn")
    )
    var lambdaRoleARN: String?

    /// `nil`: the credentials of the rows do.
    var credentials: CredentialSet? {
        if lambdaProfile == nil, lambdaRoleARN == nil { return nil }
        return CredentialSet(profile: lambdaProfile ?? "", roleARN: lambdaRoleARN)
    }

    var options: PreflightOptions {
        var options = PreflightOptions()
        options.foreignCredentials = credentials
        return options
    }
}

/// What `apply` does about functions that do not let the API in.
struct GrantArguments: ParsableArguments {
    @Flag(help: "Give missing permissions before URIs change; implies --check-lambda.")
    var grantLambda = false

    @Option(help: ArgumentHelp("How long to wait after a permission shows in the policy.", valueName: "time"))
    var grantSettle = DurationArgument(seconds: 5)

    @Flag(help: "Send rows all the same whose function cannot be called.")
    var allowBroken = false

    func apply(to options: inout EngineOptions, _ reach: LambdaReachArguments) {
        if grantLambda { options.preflight = options.preflight ?? reach.options }
        options.preflight?.grants = grantLambda
        options.preflight?.settle = .seconds(grantSettle.seconds)
        options.preflight?.allowsBroken = allowBroken
    }
}
