import APIGatewayV2
import AWSCore
import ArgumentParser
import Migration
import Records
import Reports

/// The options of `discover` as meant: files read, rules and expressions checked, accounts and regions listed.
struct DiscoverSettings: Sendable {
    var wish: Discovery.Wish
    var pace: Discovery.Pace
    var groups: [MigrationGroup]
    /// The account that a line of `--accounts` names for its credentials.
    var wantedAccounts: [CredentialSet: String]
    /// `nil`: standard output.
    var outPath: String?
    var retry: RetryPolicy
    var progress: ProgressChoice
    var connection: ConnectionSettings
    /// The connection options as they were given: the next command needs them too.
    var connectionWords: [String]

    init(_ command: DiscoverCommand, console: Console) throws {
        connection = try ConnectionSettings(
            profile: command.places.profile.first,
            region: command.places.regionNames.first,
            command.endpoint,
            environment: console.environment,
            concurrency: command.pace.concurrency
        )
        connectionWords = command.endpoint.words
        retry = RetryPolicy(maxAttempts: command.pace.maxAttempts)
        progress = command.output.progress
        pace = Discovery.Pace(rate: command.pace.rate.perSecond, burst: command.pace.burst)
        outPath = command.output.out == "-" ? nil : command.output.out
        do {
            wish = try Self.wish(command)
        } catch let error as EditRuleError {
            throw CommandError("\(error)", .usage)
        }
        let accounts = try DiscoverAccounts(command.places, configuration: connection.configuration)
        groups = accounts.groups
        wantedAccounts = accounts.wantedAccounts
        if let outPath {
            var inputs: [(name: String, path: String)] = []
            if let path = command.places.accounts { inputs.append((name: "--accounts", path: path)) }
            if let path = command.edits.lambdaMap { inputs.append((name: "--lambda-map", path: path)) }
            try DistinctFiles.check(inputs: inputs, outputs: [(option: "--out", path: outPath)])
            try OutputFile.check(outPath)
        }
    }

    private static func wish(_ command: DiscoverCommand) throws -> Discovery.Wish {
        var wish = Discovery.Wish()
        wish.selection = try selection(command.filter)
        wish.rules = try rules(command.edits)
        wish.columns = command.output.columns.split(separator: ",").map(String.init)
        wish.format = command.output.format.format ?? .guessed(path: command.output.out ?? "", firstBytes: [])
        wish.readsRoutes = command.filter.routes || wish.selection.use != nil
        return wish
    }

    private static func selection(_ filter: DiscoverFilter) throws -> DiscoverySelection {
        var selection = DiscoverySelection()
        selection.apis = filter.api.map { Glob($0) }
        switch filter.protocolType {
        case .http: selection.protocolType = .http
        case .websocket: selection.protocolType = .webSocket
        case nil: break
        }
        selection.tags = filter.tag.map { tag in
            let parts = tag.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return (key: parts[0], value: parts.count == 2 ? parts[1] : nil)
        }
        selection.use = filter.orphans ? .orphaned : filter.used ? .used : nil
        selection.condition = try filter.condition.map(DiscoverCondition.compile)
        return selection
    }

    private static func rules(_ edits: DiscoverEdits) throws -> EditRules {
        var rules = EditRules()
        for text in edits.lambda { try rules.lambda.add(text) }
        if let path = edits.lambdaMap { try rules.lambda.addMap(FileSource(path: path), name: path) }
        rules.lambda.qualifier = edits.lambdaQualifier.map { $0 == "none" ? .none : .set($0) }
        rules.lambda.region = edits.lambdaRegion
        rules.lambda.accountID = edits.lambdaAccount
        try rules.lambda.check()
        for text in edits.rewrite { try rules.addRewrite(text) }
        for text in edits.set { try rules.addAssignment(text) }
        return rules
    }
}
