import AWSCore
import Foundation
import Migration
import Pacing
import Records
import Reports

/// Where a run stands at one moment, as text. Pure.
struct ProgressSnapshot: Sendable {
    var counts: Tally.Counts
    /// Rows to do by group when the session began.
    var openAtStart: [MigrationGroup.ID: Int]
    var calls: CallStatistics.Counts
    var elapsed: Duration
    var isDryRun: Bool
    /// The configured requests/s of a group; `nil`: unlimited.
    var rate: Double?
    /// What groups wait for, in words, the most of them first: `12 groups slowed down by throttling`.
    var waiting: [String] = []
    /// What the run does or waits for between waves, and who holds it; `nil`: it sends.
    var state: String?

    /// Rows that have ended, or in a dry run have been decided.
    var done: Int { counts.total - left }
    var left: Int { counts.open.values.reduce(0, +) }

    /// Groups that are left alone for good, and those that are tried again until they answer.
    var parkedGroups: (parked: Int, unreachable: Int) {
        let unreachable = counts.parked.values.count(where: \.isOutage)
        return (counts.parked.count - unreachable, unreachable)
    }

    private var seconds: Double { elapsed / .seconds(1) }

    var rowsPerSecond: Double { seconds > 0 ? Double(counts.endedNow) / seconds : 0 }

    /// Until the slowest group is done; groups do not help each other. Nobody waits for the parked ones. `nil`: none is left,
    /// or one has done nothing in all the time that its rate would have needed.
    var secondsLeft: Double? {
        var longest: Double?
        for (group, open) in counts.open where open > 0 && counts.parked[group] == nil {
            let ended = (openAtStart[group] ?? open) - open
            let expected = ended > 0 ? Double(open) * seconds / Double(ended) : rate.map { Double(open) / $0 }
            guard let expected, ended > 0 || expected >= seconds else { return nil }
            longest = max(longest ?? 0, expected)
        }
        return longest
    }
}

/// Renders a snapshot for the kinds of progress.
struct ProgressLine: Sendable {
    var style: Style

    /// One line of at most `width` columns.
    func bar(_ snapshot: ProgressSnapshot, width: Int) -> String {
        let facts = facts(snapshot)
        let head = "\(snapshot.done)/\(snapshot.counts.total)"
        let room = width - 1 - head.count - facts.plain.count - 5
        guard room >= 8 else { return clip("\(head)  \(facts.plain)", to: width - 1) }
        let share = snapshot.counts.total == 0 ? 1 : Double(snapshot.done) / Double(snapshot.counts.total)
        let size = min(room, 40)
        let filled = Int((share * Double(size)).rounded(.down))
        let bar = String(repeating: "━", count: filled)
        let rest = String(repeating: "─", count: size - filled)
        return "\(style.green(bar))\(style.dim(rest))  \(head)  \(facts.styled)"
    }

    /// A line for logs.
    func plain(_ snapshot: ProgressSnapshot) -> String {
        "\(snapshot.done)/\(snapshot.counts.total) rows  \(facts(snapshot).plain)"
    }

    /// One JSON object.
    func json(_ snapshot: ProgressSnapshot) -> String {
        var object = JSONObject([
            ("done", .integer(snapshot.done)), ("total", .integer(snapshot.counts.total)),
            ("rows_per_second", .number(Self.decimal(snapshot.rowsPerSecond))),
        ])
        if let left = snapshot.secondsLeft { object["seconds_left"] = .number(Self.decimal(left)) }
        for outcome in [Outcome.updated, .unchanged, .failed, .drifted] {
            object[outcome.rawValue] = .integer(snapshot.counts[outcome])
        }
        let (parked, unreachable) = snapshot.parkedGroups
        if parked + unreachable > 0 { object["parked_groups"] = .integer(parked + unreachable) }
        if unreachable > 0 { object["unreachable_groups"] = .integer(unreachable) }
        object["calls"] = .integer(snapshot.calls.calls)
        object["throttled"] = .integer(snapshot.calls.throttled)
        if let state = snapshot.state { object["state"] = .string(state) }
        if !snapshot.waiting.isEmpty { object["waiting"] = .array(snapshot.waiting.map { .string($0) }) }
        return JSONWriter().string(.object(object))
    }

    private func facts(_ snapshot: ProgressSnapshot) -> (plain: String, styled: String) {
        var parts: [(String, (String) -> String)] = []
        parts.append(("\(Self.decimal(snapshot.rowsPerSecond))/s", style.dim))
        if let left = snapshot.secondsLeft { parts.append(("\(Self.clock(left)) left", style.dim)) }
        let counts = snapshot.counts
        if snapshot.isDryRun {
            parts.append(("\(counts[.planned]) to update", style.green))
        } else {
            parts.append(("\(counts[.updated]) updated", style.green))
        }
        if counts[.unchanged] > 0 { parts.append(("\(counts[.unchanged]) unchanged", style.dim)) }
        if counts[.failed] > 0 { parts.append(("\(counts[.failed]) failed", style.red)) }
        if counts[.drifted] > 0 { parts.append(("\(counts[.drifted]) drifted", style.yellow)) }
        if snapshot.calls.throttled > 0 { parts.append(("\(snapshot.calls.throttled) throttled", style.yellow)) }
        let (parked, unreachable) = snapshot.parkedGroups
        if parked > 0 { parts.append((Quantity.count(parked, "group") + " parked", style.red)) }
        if unreachable > 0 { parts.append((Quantity.count(unreachable, "group") + " unreachable", style.red)) }
        if let state = snapshot.state { parts.append((state, style.yellow)) }
        parts += snapshot.waiting.map { ($0, style.dim) }
        return (
            parts.map(\.0).joined(separator: "  "),
            parts.map { $0.1($0.0) }.joined(separator: "  ")
        )
    }

    static func clock(_ seconds: Double) -> String {
        let whole = Int(min(seconds, largest).rounded(.up))
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
    }

    static func decimal(_ value: Double) -> String {
        value >= 100 ? "\(Int(min(value, largest).rounded()))" : "\((value * 10).rounded() / 10)"
    }

    /// With a rate that is next to nothing the time left is more than an integer holds.
    private static let largest = 1e12

    private func clip(_ text: String, to width: Int) -> String {
        text.count <= width ? text : "\(text.prefix(max(0, width - 1)))…"
    }
}
