import Foundation
import Migration
import Reports

/// Finds out whose credentials a session is about to use, and shows it. Those who answer late join the run later.
struct Callers: Sendable {
    private enum Event: Sendable {
        case answer(Identification)
        case allAnswered
        case patienceOver
        case failure(any Error)
    }

    private let checkpoint: Checkpoint
    /// In messages.
    private let manifestName: String
    /// The command that goes on with the run.
    private let command: ShellCommand
    /// As the checkpoint has them.
    private let groups: [MigrationGroup]
    /// A line beside the progress.
    private let note: @Sendable (String) -> Void
    private let events: AsyncStream<Event>
    private let continuation: AsyncStream<Event>.Continuation

    init(
        _ groups: [MigrationGroup],
        of checkpoint: Checkpoint,
        manifestName: String,
        command: ShellCommand,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.groups = groups
        self.checkpoint = checkpoint
        self.manifestName = manifestName
        self.command = command
        self.note = note
        (events, continuation) = AsyncStream.makeStream()
    }

    /// Asks; returns when all have answered, or when the task is cancelled.
    func ask(_ connector: any Connector) async {
        let check = IdentityCheck(connector: connector) { missing, total in
            note(Wording.waiting(for: missing, of: total))
        }
        do {
            try await check.run(groups) { continuation.yield(.answer($0)) }
            continuation.yield(.allAnswered)
        } catch is CancellationError {
            // Nobody waits for the answers any more.
        } catch {
            continuation.yield(.failure(error))
        }
        continuation.finish()
    }

    /// The groups whose credentials have answered, with what was learned of them: accounts, and who is parked from the start.
    ///
    /// - Throws: what is no answer, and `CommandError` when the groups may not be sent.
    func firstGroups() async throws -> [MigrationGroup] {
        // Who names one integration with somebody else must not begin before it is known that it is not the same one.
        let mayBeginEarly = try await !checkpoint.mayShareTargets(groups)
        var found: [Identification] = []
        var isOver = false
        answers: for await event in events {
            switch event {
            case .answer(let identification): found.append(identification)
            case .allAnswered: break answers
            case .patienceOver: isOver = true
            case .failure(let error): throw error
            }
            if isOver, mayBeginEarly, !found.isEmpty { break }
        }
        try Task.checkCancellation()
        if let conflict = conflict(found) { throw CommandError(conflict, .invalidInput) }
        for line in Self.identityLines.lines(found) { note(line) }
        let first = found.sorted { $0.groups[0].id < $1.groups[0].id }.flatMap(\.groups)
        try await checkTargets(first)
        return first
    }

    /// From now on those who have answered begin without the others, once anybody has.
    func beginWithoutOthers() { continuation.yield(.patienceOver) }

    /// The groups that are not among the first, which join when their credentials have answered; `nil`: there are none.
    func late(without first: [MigrationGroup]) -> LateGroups? {
        let known = Set(first.map(\.id))
        let missing = groups.filter { !known.contains($0.id) }
        return missing.isEmpty ? nil : LateGroups(missing)
    }

    /// Lets the late groups join as they answer. Returns when all have, or when the task is cancelled.
    func follow(_ late: LateGroups, after first: [MigrationGroup]) async {
        var joined = first
        var shown = 0
        var hidden = 0
        // The first one is named at once, the others in the end: what keeps STS from answering is mostly one cause.
        var unknown: [Identification]?
        events: for await event in events {
            switch event {
            case .answer(let found):
                // Hundreds of accounts that answer one after the other are not worth hundreds of lines.
                if found.isUnknown, unknown != nil {
                    unknown?.append(found)
                } else if shown < IdentityLines.limit {
                    shown += 1
                    for line in Self.identityLines.lines([found]) { note(line) }
                    if found.isUnknown { unknown = [] }
                } else {
                    hidden += 1
                }
                let groups = await checked(found, joined)
                joined += groups
                late.join(groups)
            case .allAnswered: break events
            case .patienceOver: break
            case .failure(let error):
                let waiting = late.groups.filter { group in !joined.contains { $0.id == group.id } }
                late.join(waiting.map { Self.parked($0, CommandError(error).message) })
                break events
            }
        }
        if let unknown, !unknown.isEmpty { note(Self.identityLines.line(folding: unknown)) }
        if hidden > 0 { note("… and \(hidden) more") }
        late.finish()
    }

    private static var identityLines: IdentityLines { IdentityLines(now: Date().timeIntervalSince1970) }

    /// The groups of a late answer; parked when they may not be sent, since others have begun.
    private func checked(_ found: Identification, _ joined: [MigrationGroup]) async -> [MigrationGroup] {
        if let conflict = conflict([found]) { return found.groups.map { Self.parked($0, conflict) } }
        do {
            let (shared, count) = try await checkpoint.sharedTargets(of: joined + found.groups)
            guard count > 0, let first = shared.first else { return found.groups }
            return found.groups.map { Self.parked($0, "\(first)") }
        } catch {
            return found.groups.map { Self.parked($0, CommandError(error).message) }
        }
    }

    private static func parked(_ group: MigrationGroup, _ reason: String) -> MigrationGroup {
        var group = group
        group.parking = group.parking ?? .tooLate(reason)
        return group
    }

    /// A run belongs to its accounts: in another one its ids are other integrations, or none.
    private func conflict(_ found: [Identification]) -> String? {
        let conflicts = AccountConflict.all(in: groups, found)
        guard let first = conflicts.first else { return nil }
        let more = conflicts.count > 1 ? "; \(Quantity.count(conflicts.count - 1, "more group")) like this" : ""
        let group = "\(first.group.credentials.name), \(first.group.region)"
        return """
            \(checkpoint.path) was begun in account \(first.begunIn), and the credentials (\(group)) now belong to \
            account \(first.found)\(more). Nothing was sent. Go on with credentials of account \(first.begunIn), or start anew: \
            \(command.adding(["--restart"]).text)
            """
    }

    /// An integration that is named through two sets of credentials has two updates and no order between them.
    private func checkTargets(_ groups: [MigrationGroup]) async throws {
        if groups.isEmpty { return }
        let (shared, count) = try await checkpoint.sharedTargets(of: groups)
        if count == 0 { return }
        let name = manifestName
        for target in shared { note("\(name):\(target)") }
        if count > shared.count { note("… and \(Quantity.count(count - shared.count, "more problem"))") }
        let found = Quantity.count(count, "problem")
        throw CommandError("\(name): \(found), nothing was sent; correct and run again", .invalidInput)
    }
}
