import ArgumentParser
import Foundation
import Sandbox

/// Where the APIs, their integrations and the Lambda functions come from.
struct StateOptions: ParsableArguments {
    @Option(help: "JSON Lines file with APIs, integrations, routes, stages and functions; instead of generated ones.")
    var state: String?
    @Option(help: "Generated APIs of each account, in each region.")
    var apis = 20
    @Option(help: "Generated integrations of each API.")
    var integrations = 10
    @Option(help: "Generated accounts: 000000000001 and up.")
    var accounts = 1
    @Option(help: "A region of the generated APIs; repeatable. (default: \(SandboxScope.first.region))")
    var region: [String] = []
    @Flag(
        help: "Generated APIs have a stage 'prod' that somebody must deploy, instead of '$default' that deploys itself."
    )
    var manualStage = false

    func validate() throws {
        guard apis >= 0, integrations >= 0, accounts > 0, Set(region).count == region.count else {
            throw ValidationError(
                "--apis and --integrations cannot be negative, --accounts is at least 1, and --region names each region once."
            )
        }
    }

    func load() throws -> SandboxState {
        guard let state else {
            return .generated(
                accounts: accounts,
                apis: apis,
                integrations: integrations,
                regions: region.isEmpty ? [SandboxScope.first.region] : region,
                stage: manualStage ? .manual : .automatic
            )
        }
        let content: Data
        do {
            content = try Data(contentsOf: URL(fileURLWithPath: state))
        } catch {
            throw ValidationError("\(state) cannot be read: \(error.localizedDescription)")
        }
        do {
            return try SandboxState(jsonLines: content)
        } catch {
            throw ValidationError("\(state), \(error)")
        }
    }
}

struct DumpState: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the state that the same options would serve, as JSON Lines, to standard output."
    )

    @OptionGroup var state: StateOptions

    func run() throws {
        let lines = try state.load().jsonLines(includesGeneratedFunctions: true)
        try FileHandle.standardOutput.write(contentsOf: Data(lines))
    }
}
