import AWSCore
import ArgumentParser
import Migration
import Pacing

/// `discover`: finds integrations and writes the manifest that changes them.
struct DiscoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discover",
        abstract: "Find integrations, and write the manifest that changes them.",
        discussion: """
            Reads the APIs of all accounts and regions side by side, each at its own quota, and sends no change. With edits \
            it writes the integrations that they change: the new values, what is live as expect.…, and info.… for the \
            reader. Without edits it writes the members of --columns as they are: what you change in that table is what \
            apply sends.

            An account or region that cannot be read is named and the rest is written; then the exit code is 1. An edit \
            that concerns nothing at all is a mistake: exit code 65, and no manifest.
            """
    )

    @OptionGroup(title: "Where") var places: DiscoverPlaces
    @OptionGroup(title: "Which") var filter: DiscoverFilter
    @OptionGroup(title: "Edits") var edits: DiscoverEdits
    @OptionGroup(title: "Manifest") var output: DiscoverOutput
    @OptionGroup(title: "Pace") var pace: DiscoverPace
    @OptionGroup(title: "Connection") var endpoint: EndpointOptions

    func run() async throws {
        try await RunFrame.run { console in
            let settings = try DiscoverSettings(self, console: console)
            let signals = SignalWatch(console: console)
            return try await RequestGate.withGate(concurrency: pace.concurrency) { gate in
                let session = DiscoverSession(settings: settings, console: console, gate: gate, signals: signals)
                return try await signals.during { try await session.run() }
            }
        }
    }
}

/// The accounts and regions that are read.
struct DiscoverPlaces: ParsableArguments {
    @Option(help: ArgumentHelp("Read with this profile's credentials; may be given several times.", valueName: "name"))
    var profile: [String] = []

    @Option(
        name: .customLong("role-arn"),
        help: ArgumentHelp(
            "Read with this role, assumed with the first profile; may be given several times.",
            valueName: "arn"
        )
    )
    var roleARN: [String] = []

    @Option(
        help: ArgumentHelp(
            "A table (CSV) with a line for each account: profile, role_arn, account_id.",
            valueName: "path"
        ),
        completion: .file()
    )
    var accounts: String?

    @Option(
        help: ArgumentHelp("In each account of --accounts, assume the role of this name.", valueName: "name")
    )
    var roleName: String?

    @Option(help: ArgumentHelp("The regions, separated by commas. (default: the profile's)", valueName: "a,b"))
    var regions: [String] = []

    func validate() throws {
        if roleName != nil, accounts == nil { throw ValidationError("--role-name goes with --accounts.") }
        for region in regionNames {
            if let problem = Region.problem(region) {
                throw ValidationError("--regions: '\(region)' is not a region: \(problem)")
            }
        }
    }

    var regionNames: [String] {
        regions.flatMap { $0.split(separator: ",").map { $0.trimmingPrefix(" ") }.map(String.init) }
    }
}

/// Which APIs and integrations are looked at.
struct DiscoverFilter: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "APIs with this name or id; * stands for any text. May be given several times.",
            valueName: "glob"
        )
    )
    var api: [String] = []

    @Option(name: .customLong("protocol"), help: ArgumentHelp("http or websocket.", valueName: "kind"))
    var protocolType: ProtocolChoice?

    @Option(help: ArgumentHelp("APIs with this tag; may be given several times.", valueName: "key[=value]"))
    var tag: [String] = []

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            """
            Integrations for which this JMESPath expression is true: on what the AWS CLI shows of one, with Api and, with \
            --routes, Routes beside its members.
            """,
            valueName: "expression"
        )
    )
    var condition: String?

    @Flag(help: "Read routes too: for info.routes, and Routes in --where.")
    var routes = false

    @Flag(help: "Only integrations that no route uses.")
    var orphans = false

    @Flag(help: "Only integrations that a route uses.")
    var used = false

    func validate() throws {
        if orphans, used { throw ValidationError("--orphans and --used exclude each other.") }
    }
}

enum ProtocolChoice: String, ExpressibleByArgument, CaseIterable {
    case http, websocket
}

/// How new values are made.
struct DiscoverEdits: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Set a member; <clear> as its value clears it. May be given several times.",
            valueName: "member=value"
        )
    )
    var set: [String] = []

    @Option(
        help: ArgumentHelp(
            "Rewrite a member as sed would, with an extended expression; in order.",
            valueName: "member=s/re/text/"
        )
    )
    var rewrite: [String] = []

    @Option(
        help: ArgumentHelp(
            "Replace a Lambda function: names or ARNs, * for any text. Only OLD selects functions for the options below.",
            valueName: "old[=new]"
        )
    )
    var lambda: [String] = []

    @Option(
        help: ArgumentHelp(
            "Replace Lambda functions by a table (CSV) with the columns old and new.",
            valueName: "path"
        ),
        completion: .file()
    )
    var lambdaMap: String?

    @Option(help: ArgumentHelp("Call this alias or version of the functions, or none.", valueName: "name|none"))
    var lambdaQualifier: String?

    @Option(help: ArgumentHelp("Call the functions in this region.", valueName: "region"))
    var lambdaRegion: String?

    @Option(help: ArgumentHelp("Call the functions of this account.", valueName: "id"))
    var lambdaAccount: String?

    func validate() throws {
        if let region = lambdaRegion, let problem = Region.problem(region) {
            throw ValidationError("--lambda-region: '\(region)' is not a region: \(problem)")
        }
        if let account = lambdaAccount, account.utf8.count != 12 || Int(account) == nil {
            throw ValidationError("--lambda-account takes the 12 digits of an account.")
        }
    }
}

/// What is written, and where to.
struct DiscoverOutput: ParsableArguments {
    @Option(
        help: ArgumentHelp("csv, tsv, jsonl, or auto: by the suffix of --out, else csv.", valueName: "format")
    )
    var format: FormatChoice = .auto

    @Option(
        help: ArgumentHelp("The manifest; without it, or with -, standard output.", valueName: "path"),
        completion: .file()
    )
    var out: String?

    @Option(help: ArgumentHelp("Without edits: the members that are written.", valueName: "a,b"))
    var columns: String = "integration_uri,timeout_in_millis"

    @Option(help: ArgumentHelp("Progress on standard error: auto, bar, plain, json or off.", valueName: "kind"))
    var progress: ProgressChoice = .auto
}

/// How fast it goes.
struct DiscoverPace: ParsableArguments {
    @Option(help: ArgumentHelp("Requests in flight, all accounts and regions together.", valueName: "n"))
    var concurrency = 64

    @Option(help: ArgumentHelp("Requests/s per account and region, or unlimited.", valueName: "rate"))
    var rate = RateArgument(perSecond: EngineOptions.defaultRate)

    @Option(
        help: ArgumentHelp("Requests that may be sent at once after a pause, per account and region.", valueName: "n")
    )
    var burst = EngineOptions.defaultBurst

    @Option(help: ArgumentHelp("Tries per request.", valueName: "n"))
    var maxAttempts = 8

    func validate() throws {
        guard (1...1000).contains(concurrency) else { throw ValidationError("--concurrency takes 1 to 1000.") }
        guard burst >= 1 else { throw ValidationError("--burst takes at least 1.") }
        guard (1...100).contains(maxAttempts) else { throw ValidationError("--max-attempts takes 1 to 100.") }
    }
}
