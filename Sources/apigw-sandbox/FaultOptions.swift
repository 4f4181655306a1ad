import ArgumentParser
import Sandbox

/// What goes wrong on purpose.
struct FaultOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A fault and its probability; repeatable. One of: "
                + SandboxFault.allCases.map(\.rawValue).joined(separator: ", ") + ".",
            valueName: "kind=probability"
        )
    )
    var fault: [FaultRate] = []
    @Option(
        help: ArgumentHelp(
            "Calls that are answered with AccessDenied, from the CALLS-th on (default: all); repeatable. WHO is an account, a "
                + "role's ARN or a region; OPERATION is UpdateIntegration, AssumeRole and so on.",
            valueName: "[operation][@who][=calls]"
        )
    )
    var forbid: [RuleArgument] = []
    @Option(
        help: ArgumentHelp(
            "Calls that get no answer, in the same form; AssumeRole@000000000003=1 lets STS stop to answer after one role of "
                + "account 3.",
            valueName: "[operation][@who][=calls]"
        )
    )
    var silence: [RuleArgument] = []
    @Option(help: ArgumentHelp("An API whose deployments fail; repeatable.", valueName: "api-id"))
    var failDeployment: [String] = []
    @Option(help: ArgumentHelp("Time that a deployment takes.", valueName: "ms"))
    var deploymentTime = 0
    @Option(help: ArgumentHelp("Time until a permission that was added lets clients in.", valueName: "ms"))
    var permissionDelay = 0
    @Flag(
        help: "Errors quote the Authorization header, the session token and the canonical request, as some of AWS' do."
    )
    var quoteRequests = false
    @Flag(help: "Error messages and request ids hold control characters.")
    var controlCharacters = false

    func validate() throws {
        guard Set(fault.map(\.fault)).count == fault.count, fault.map(\.probability).reduce(0, +) <= 1 else {
            throw ValidationError("--fault names each kind once, with probabilities whose sum is at most 1.")
        }
        guard deploymentTime >= 0, permissionDelay >= 0 else { throw ValidationError("Times are not negative.") }
    }

    func apply(to configuration: inout SandboxConfiguration) {
        configuration.faults = Dictionary(uniqueKeysWithValues: fault.map { ($0.fault, $0.probability) })
        configuration.rules = forbid.map { $0.rule(.forbid) } + silence.map { $0.rule(.silence) }
        configuration.failingDeployments = Set(failDeployment)
        configuration.deploymentTime = .milliseconds(deploymentTime)
        configuration.permissionDelay = .milliseconds(permissionDelay)
        configuration.quotesRequests = quoteRequests
        configuration.sendsControlCharacters = controlCharacters
    }
}

/// `KIND=PROBABILITY`.
struct FaultRate: ExpressibleByArgument {
    var fault: SandboxFault
    var probability: Double

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let fault = SandboxFault(rawValue: String(parts[0])),
            let probability = Double(parts[1]), (0...1).contains(probability)
        else { return nil }
        self.fault = fault
        self.probability = probability
    }
}

/// `[OPERATION][@WHO][=CALLS]`.
struct RuleArgument: ExpressibleByArgument {
    private var operation: SandboxOperation?
    private var subject = SandboxRule.Subject.anybody
    private var calls = 0

    init?(argument: String) {
        var rest = argument[...]
        // A role's name may have an equals sign, too.
        if let equals = rest.lastIndex(of: "="), let calls = Int(rest[rest.index(after: equals)...]) {
            guard calls >= 0 else { return nil }
            self.calls = calls
            rest = rest[..<equals]
        }
        let parts = rest.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if !parts[0].isEmpty {
            guard let operation = SandboxOperation(rawValue: parts[0]) else { return nil }
            self.operation = operation
        }
        guard parts.count > 1 else { return }
        if parts[1].hasPrefix("arn:") {
            subject = .role(parts[1])
        } else if parts[1].utf8.count == 12, parts[1].allSatisfy(\.isNumber) {
            subject = .account(parts[1])
        } else if parts[1].contains("-") {
            subject = .region(parts[1])
        } else {
            return nil
        }
    }

    func rule(_ effect: SandboxRule.Effect) -> SandboxRule {
        SandboxRule(effect, operation: operation, subject: subject, after: calls)
    }
}
