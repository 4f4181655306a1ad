import AWSCore
import ArgumentParser
import Foundation
import Migration
import Pacing
import Records
import Reports

/// One `discover`: whose credentials, the reading, the manifest, the summary.
struct DiscoverSession: Sendable {
    let settings: DiscoverSettings
    let console: Console
    let gate: RequestGate
    let signals: SignalWatch

    func run() async throws -> ExitCode {
        signals.tearDown(next: nil)
        let connection = settings.connection
        let transports = try SessionTransports(connection, isReadOnly: true)
        defer { transports.shutdown() }
        let connections = try await Connections(
            for: settings.groups,
            settings: connection,
            credentials: connection.makeResolver(
                transport: transports.credentials,
                runID: "discover",
                prompt: console.prompt
            ),
            transports: transports,
            gate: gate,
            retry: settings.retry
        )
        let groups = try await identified(connections)
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        signals.leaveAtOnce()
        let control = RunControl(gate: gate)
        signals.stopReading(control, removing: [scratch.path])
        let discovery = try discovery(connections)
        let result = try await write(discovery, groups, folder: URL(fileURLWithPath: scratch.path), control)
        return finish(result, isInterrupted: control.reason)
    }

    private func discovery(_ connections: Connections) throws -> Discovery {
        do {
            return try Discovery(settings.wish, connector: connections, gate: gate, pace: settings.pace)
        } catch {
            throw CommandError("\(error)", .usage)
        }
    }

    /// The groups with their accounts, each account and region once.
    private func identified(_ connections: Connections) async throws -> [MigrationGroup] {
        guard settings.connection.signsRequests else { return settings.groups }
        let check = IdentityCheck(connector: connections) { missing, total in
            console.note(Wording.waiting(for: missing, of: total), beside: settings.progress)
        }
        var groups = try await check.run(settings.groups).flatMap(\.groups).sorted { $0.id < $1.id }
        for index in groups.indices {
            guard let wanted = settings.wantedAccounts[groups[index].credentials],
                let account = groups[index].accountID,
                account != wanted, groups[index].parking == nil
            else { continue }
            let reason = "the credentials belong to account \(account), not to \(wanted)"
            groups[index].parking = Parking(code: "WrongAccount", reason: reason)
        }
        var readers: [String: MigrationGroup] = [:]
        return groups.filter { group in
            guard let account = group.accountID, group.parking == nil else { return true }
            guard let other = readers.updateValue(group, forKey: "\(account) \(group.region)") else { return true }
            readers["\(account) \(group.region)"] = other
            console.note(
                "\(Printable.text(group.name)) is left out: \(Printable.text(other.credentials.name)) reads it already",
                beside: settings.progress
            )
            return false
        }
    }

    private func write(
        _ discovery: Discovery,
        _ groups: [MigrationGroup],
        folder: URL,
        _ control: RunControl
    ) async throws -> Discovery.Findings {
        let progress = ProgressReporter(settings.progress, console: console) { kind in
            DiscoverProgress(discovery.progress, of: groups.count).line(kind, width: console.width)
        }
        do {
            return try await progress.during {
                guard let path = settings.outPath else {
                    return try await discovery.run(groups, folder: folder, control: control) {
                        try await console.output($0)
                    }
                }
                return try await write(discovery, groups, folder: folder, control, to: path)
            }
        } catch let error as EditRuleError {
            throw CommandError("\(error); no manifest was written", .invalidInput)
        }
    }

    /// A rule that concerns nothing leaves no manifest, and one that is there as it is.
    private func write(
        _ discovery: Discovery,
        _ groups: [MigrationGroup],
        folder: URL,
        _ control: RunControl,
        to path: String
    ) async throws -> Discovery.Findings {
        var file: OutputFile?
        do {
            let result = try await discovery.run(groups, folder: folder, control: control) { bytes in
                let open = try file ?? OutputFile(path: path)
                file = open
                try open.write(bytes)
            }
            try file?.finish()
            return result
        } catch {
            file?.discard()
            throw error
        }
    }

    /// Says what came of it.
    private func finish(_ result: Discovery.Findings, isInterrupted: StopReason?) -> ExitCode {
        let text = DiscoverText(
            result,
            outPath: settings.outPath,
            hasRules: !settings.wish.rules.isEmpty,
            connection: settings.connectionWords
        )
        for line in text.lines { console.note(line, beside: settings.progress) }
        if case .signal(let number) = isInterrupted { return .signal(number) }
        if text.isMistaken { return .invalidInput }
        return result.failures.isEmpty ? .success : .someRowsFailed
    }
}
