import APIGatewayV2
import AWSCore
import Migration
import Pacing
import Records
import Reports

/// Words that several messages share.
enum Wording {
    /// `a, b or c`.
    static func list(_ words: [String], _ conjunction: String) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }

    /// `account 123456789012, us-east-1 (profile prod)`; of several the first few, without the credentials of those whose account
    /// is known.
    static func places(_ groups: [MigrationGroup]) -> String {
        guard groups.count > 1 else {
            return groups.first.map { "\(place($0)) (\(Printable.text($0.credentials.name)))" } ?? "no account"
        }
        let places = groups.map(namedPlace)
        let count = Quantity.count(groups.count, "account and region", "accounts and regions")
        return "\(count): \(names(places, separator: "; "))"
    }

    private static func place(_ group: MigrationGroup) -> String {
        (group.accountID.map { "account \(Printable.text($0)), " } ?? "") + group.region
    }

    /// The same where its account is not known yet: then the credentials tell it from others.
    private static func namedPlace(_ group: MigrationGroup) -> String {
        group.accountID == nil ? "\(Printable.text(group.credentials.name)), \(group.region)" : place(group)
    }

    /// Names the first group that is parked, and why; the summary names the others.
    static func parked(_ groups: [MigrationGroup], _ count: Int, of total: Int) -> String {
        guard let first = groups.first else { return "\(count) of \(total) groups parked" }
        let verb = first.parking?.isUnreachable == true ? "" : "cannot be used: "
        let reason = "\(Printable.text(first.name)) \(verb)\(Printable.text(first.parking?.reason ?? ""))"
        if total == 1 { return reason }
        let share = count == total ? "all \(total) groups" : "\(count) of \(total) groups"
        return "\(share) parked\(count == 1 ? "" : ", the first"): \(reason)"
    }

    /// A wave of a run without waves has no name.
    static func wave(_ name: String) -> String { name.isEmpty ? "the last row" : "wave \(Printable.text(name))" }

    /// What a run does between waves, or who holds it and what ends that; `nil`: it sends.
    static func state(
        _ phase: Tally.Phase,
        heldBy holders: Set<RunControl.Holder>,
        checkpoint: String,
        now: Double
    ) -> String? {
        func control(_ verb: String) -> String {
            ShellCommand(arguments: ["apigw-migrate", "control", checkpoint, verb]).text
        }
        if holders.contains(.control) { return "paused; go on with: \(control("resume"))" }
        if holders.contains(.file) { return "paused by the file \(ControlChannel(path: checkpoint).pauseFile)" }
        switch phase {
        case .sending: return nil
        case .returning: return "pointing stages back"
        case .deploying(let done, let all): return "deploying, \(done) of \(all) stages done"
        case .baking(let name, let end):
            return "waiting \(Quantity.duration(max(0, end - now))) after \(wave(name))"
        case .checking(let name): return "checking the health after \(wave(name))"
        case .undecided(let name):
            return "paused after an unclear health check of \(wave(name)): \(control("resume")) asks again, "
                + "\(control("promote")) goes on"
        }
    }

    static func rows(_ result: CheckpointImport.Result) -> String {
        "\(Quantity.count(result.rowCount, "row")), \(Quantity.count(result.apiCount, "API"))"
    }
}

extension Wording {
    /// What a manifest removes: `clears description in 2 rows, request_parameters in 1 row`; `nil` when it removes nothing.
    static func clears(_ cleared: [Member: Int]) -> String? {
        if cleared.isEmpty { return nil }
        let members = cleared.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return "clears "
            + members.map { "\($0.key.columnName) in \(Quantity.count($0.value, "row"))" }.joined(separator: ", ")
    }

    /// A line for each thing that was sent although the service may refuse it.
    static func warnings(_ counts: Tally.Counts, in manifest: String) -> [String] {
        let lines = counts.warnings.map {
            "warning: \(manifest):\($0.line): \($0.message) (by the service's manual; it is sent all the same)"
        }
        let more = counts.warningCount - counts.warnings.count
        return more > 0 ? lines + ["… and \(Quantity.count(more, "more warning"))"] : lines
    }

    /// Whose credentials a run waits for before it begins.
    static func waiting(for missing: [CredentialSet], of total: Int) -> String {
        "waiting for the credentials of \(names(missing.map(\.name))) (\(missing.count) of \(total))"
    }

    /// The first three of them.
    static func names(_ names: [String], separator: String = ", ") -> String {
        let more = names.count > 3 ? " and \(names.count - 3) more" : ""
        return names.prefix(3).map { Printable.text($0) }.joined(separator: separator) + more
    }

    /// What requests wait for, the reason of the most of them first. That there is no free slot of the pool is not worth
    /// telling: then the run is as fast as it was asked to be.
    static func waiting(_ snapshot: GateSnapshot) -> [String] {
        let slowed = snapshot.groups.filter { $0.isSlowed && $0.waiting.total > 0 }
        var counts = snapshot.waiting
        // These wait because the service refuses more, which is said of the group.
        for group in slowed {
            for reason in [WaitReason.quota, .throttle] { counts[reason] -= group.waiting[reason] }
        }
        let reasons: [(WaitReason, String)] = [
            (.quota, "for the next token of their rate"), (.throttle, "after throttling"),
            (.conflict, "for other writes to their API"), (.fault, "after a fault"), (.credentials, "for credentials"),
            (.address, "to see whether their service answers"),
        ]
        return throttled(slowed)
            + reasons.filter { counts[$0.0] > 0 }.sorted { counts[$0.0] > counts[$1.0] }
            .map { "\(counts[$0.0]) waiting \($0.1)" }
    }

    /// What a whole run waits for; answers, when there is nothing else.
    static func waiting(ofAll snapshot: GateSnapshot) -> [String] {
        if snapshot.waiting.total > 0 || snapshot.inFlight == 0 { return waiting(snapshot) }
        return ["\(snapshot.inFlight) waiting for an answer"]
    }

    /// `throttled, sending 3.1/s`
    private static func throttled(_ groups: [GateSnapshot.Group]) -> [String] {
        let rates = groups.compactMap(\.rate).sorted()
        guard let least = rates.first, let most = rates.last else { return [] }
        func text(_ rate: Double) -> String { ProgressLine.decimal(rate) }
        if groups.count == 1 { return ["throttled, sending \(text(least))/s"] }
        let range = text(least) == text(most) ? text(least) : "\(text(least)) to \(text(most))"
        return ["\(groups.count) groups throttled, sending \(range)/s each"]
    }
}
